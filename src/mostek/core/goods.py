"""GTU through goods of wFirma's catalogue, for a company in which lines lose theirs.

One good per product and GTU, under a code of ours. `goods/add` has no key that makes it happen once, so: look by
code, add, and after an unclear answer look again; nobody adds twice within the settling delay. Whatever is refused
here, documents go out all the same, with the GTU on the line.
"""

from __future__ import annotations

import base64
import hashlib
import logging
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from mostek.core import lease
from mostek.core.lease import Lease
from mostek.core.models import Connection, Document, Good
from mostek.lib import clock, points
from mostek.tax import form
from mostek.tax.decision import Draft, DraftLine
from mostek.tax.sale import Sale
from mostek.wfirma import payload, values
from mostek.wfirma.client import Client
from mostek.wfirma.errors import AuthLost, NotSent, OutcomeUnknown, Rejected, WfirmaError
from mostek.wfirma.readback import Difference
from mostek.wfirma.values import Issued

log = logging.getLogger("mostek.goods")

# After a refusal that may be mended without our hearing of it.
AGAIN = timedelta(days=1)
# Refusals that stay until a person acts: trying on would fill the catalogue and change nothing.
FOR_GOOD = ("goods.gtu_not_kept", "goods.no_effect", "goods.altered")
# A Document that is sent once more after these asks wFirma anew what its goods are.
LOOK_AGAIN = ("absent", "released")
# What the good must not change on the line.
DECIDED = {"name", "total", "tax", "vat"}

WITHOUT_PRODUCT = ""


def freeze(document: Document, client: Client, held: Lease) -> None:
    """Note in the Document which goods its lines link; most have none and cost nothing.

    Before the claim and outside any transaction, for it may call wFirma. Raises WfirmaError only of what concerns
    the Connection, and LeaseLost.
    """
    linked: list[list[Any]] = []
    if is_needed(document):
        try:
            linked = [
                [number, id_of(document, product, line, client, held)]
                for number, product, line in lines_with_gtu(document)
            ]
        except WfirmaError as error:
            if not is_of_goods(error):
                raise
            refuse(document.connection_id, reason_of(error), error.detail)
    if document.content.get("goods", []) != linked:
        document.content["goods"] = linked
        Document.objects.filter(pk=document.pk, state=Document.State.PENDING).update(content=document.content)


def frozen(document: Document) -> dict[int, str]:
    """Number of the line → id of its good."""
    return dict(document.content.get("goods", ()))


def is_needed(document: Document) -> bool:
    """The seller wants it, wFirma has dropped GTU codes, and nothing has shown that goods are of no help."""
    one = document.connection
    if not (document.content.get("send_gtu") and one.gtu_by_good and one.gtu_dropped_at):
        return False
    return not one.goods_refused or (one.goods_again_at is not None and one.goods_again_at <= clock.now())


def lines_with_gtu(document: Document) -> Iterator[tuple[int, str, DraftLine]]:
    """Number, product code (or none) and line. Lines stand in the order of the sale, the free ones left out."""
    draft: Draft = form.draft_from_json(document.content["draft"])
    sale: Sale = form.sale_from_json(document.content["sale"])
    waiting = list(sale.lines)
    for number, line in enumerate(draft.lines):
        match = next((i for i, one in enumerate(waiting) if is_from(line, one.name)), None)
        product = WITHOUT_PRODUCT
        if match is not None:
            product = waiting[match].product or WITHOUT_PRODUCT
            del waiting[: match + 1]
        if line.gtu:
            yield number, product, line


def is_from(line: DraftLine, name: str) -> bool:
    """A quantity that does not divide the price stands in the name: `Kurs × 3`."""
    return line.name == name or line.name.startswith(f"{name} × ")


def code_of(product: str, gtu: str) -> str:
    """16 ASCII characters, the same for ever: `mo-12-` and a digest."""
    digest = hashlib.sha256(f"{product}|{gtu}".encode()).digest()
    return f"mo-{gtu.removeprefix('GTU_')}-{base64.b32encode(digest)[:10].decode('ascii').lower()}"


def id_of(document: Document, product: str, line: DraftLine, client: Client, held: Lease) -> str:
    """The id of the good, kept from before, found in wFirma or added there. Raises WfirmaError, LeaseLost."""
    gtu = line.gtu or ""
    code = code_of(product, gtu)
    kept, _ = Good.objects.get_or_create(
        connection_id=document.connection_id, code=code, defaults={"gtu": gtu}
    )
    if kept.wfirma_id and document.reason not in LOOK_AGAIN:
        return kept.wfirma_id
    found: Sequence[values.Good] = client.goods_by_code(code)
    if not found:
        name = line.name if product else gtu
        price_type = document.content["draft"]["price_type"]
        found = add(kept, payload.good_to_payload(code, name, gtu, line, price_type), client, held)
    good = next((one for one in found if one.gtu == gtu), None)
    if good is None:
        raise Rejected("goods.gtu_not_kept", code)
    if good.id == kept.lost_id:
        raise Rejected("goods.no_effect", code)
    Good.objects.filter(pk=kept.pk).update(wfirma_id=good.id, lost_id="", asked_at=None)
    return good.id


def add(kept: Good, body: dict[str, Any], client: Client, held: Lease) -> Sequence[values.Good]:
    """Only after a look that found none. The intention is committed first, so that nobody else adds meanwhile."""
    body["warehouse_type"] = client.company().warehouse_type or "simple"
    asked_at = clock.now()
    with transaction.atomic():
        lease.fence(held)
        settled = Q(asked_at=None) | Q(asked_at__lt=asked_at - lease.SETTLE)
        if not Good.objects.filter(settled, pk=kept.pk).update(asked_at=asked_at):
            raise OutcomeUnknown("unknown.good", "an earlier goods/add may still appear")
    points.reach("goods.began")

    def still_fresh() -> None:
        if clock.now() - asked_at > lease.START_WITHIN:
            raise NotSent("not_sent.stale")

    try:
        return (client.good_add(body, before_wire=still_fresh),)
    except OutcomeUnknown:
        found = client.goods_by_code(kept.code)
        if not found:
            raise
        return found
    except WfirmaError:  # read and refused, or never sent: there is nothing to wait for
        Good.objects.filter(pk=kept.pk).update(asked_at=None)
        raise


def is_of_goods(error: WfirmaError) -> bool:
    """Is it the goods that wFirma refuses, or everything?"""
    return isinstance(error, Rejected | OutcomeUnknown) or (
        isinstance(error, AuthLost) and error.code in ("auth.scope", "auth.permission", "auth.forbidden")
    )


def reason_of(error: WfirmaError) -> str:
    if error.code in FOR_GOOD:
        return error.code
    if isinstance(error, AuthLost):
        return "goods.scope" if error.code == "auth.scope" else "goods.permission"
    return "goods.unknown" if isinstance(error, OutcomeUnknown) else "goods.rejected"


def refuse(connection_id: int, reason: str, said: str = "") -> None:
    """Without goods for a while, or until a person acts."""
    delay = None if reason in FOR_GOOD else lease.SETTLE if reason == "goods.unknown" else AGAIN
    Connection.objects.filter(pk=connection_id).update(
        goods_refused=reason, goods_again_at=clock.now() + delay if delay is not None else None
    )
    log.warning("connection %s: no GTU through goods: %s %s", connection_id, reason, said)


def learn(document: Document, found: Issued, differences: Sequence[Difference]) -> None:
    """What an issued Document shows of this wFirma: whether lines keep their GTU, and whether goods help."""
    if document.kind == Document.Kind.CORRECTION:
        return  # its lines keep the GTU of those that they correct
    fields = {one.field.partition(".")[0] for one in differences}
    connection = Connection.objects.filter(pk=document.connection_id)
    linked = frozen(document)
    if not linked and "gtu" in fields:
        connection.filter(gtu_dropped_at=None).update(gtu_dropped_at=clock.now())
    elif not linked and found.lines is not None and carries_gtu(document):
        connection.exclude(gtu_dropped_at=None).update(
            gtu_dropped_at=None, goods_refused="", goods_again_at=None
        )
    elif linked and fields & DECIDED:
        refuse(document.connection_id, "goods.altered")
    elif linked and "gtu" in fields:
        links = {line.good_id for line in found.lines or ()}
        if links <= {"0", ""}:
            forget(document)  # the link went: the good is no longer there
        else:
            refuse(document.connection_id, "goods.no_effect")
    elif linked and found.lines is not None:
        connection.exclude(goods_refused="").update(goods_refused="", goods_again_at=None)


def carries_gtu(document: Document) -> bool:
    return bool(document.content.get("send_gtu")) and any(
        line.get("gtu") for line in document.content["draft"]["lines"]
    )


def are_lost(document: Document, error: Exception) -> bool:
    """Does wFirma refuse the Document for its goods? Then they are looked for anew, and it is sent again."""
    if not frozen(document) or not isinstance(error, Rejected):
        return False
    of_line = (one for one in error.fields if "invoicecontent" in one.path)
    if error.code != "rejected.stock" and not any(
        "good" in one.field or one.field == "id" for one in of_line
    ):
        return False
    forget(document)
    return True


def forget(document: Document) -> None:
    """Should wFirma name the same good again, it is known that it does not help."""
    kept = Good.objects.filter(connection_id=document.connection_id, wfirma_id__in=frozen(document).values())
    kept.update(lost_id=F("wfirma_id"), wfirma_id="")


def try_again(connection_id: int) -> None:
    """A person acted: what was refused may work now."""
    Connection.objects.filter(pk=connection_id).exclude(goods_refused="").update(
        goods_refused="", goods_again_at=None
    )
    Good.objects.filter(connection_id=connection_id).exclude(lost_id="").update(lost_id="")
