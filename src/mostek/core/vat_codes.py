"""Ids of foreign VAT rates: read from wFirma once a day per Connection, frozen into the Document that needs them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from mostek.core.models import Connection, Document, VatCodes
from mostek.lib import clock
from mostek.tax import form
from mostek.tax.deadlines import tax_point
from mostek.tax.decision import ForeignRate
from mostek.wfirma.client import Client
from mostek.wfirma.values import Country, VatCode
from mostek.wfirma.vat import VatKey, foreign_ids, vat_key

FRESH = timedelta(days=1)
# A rate that is missing may have been switched on in wFirma since; asking at every try would be too much.
READ_AGAIN_AFTER = timedelta(minutes=1)


def freeze(document: Document, client: Client) -> None:
    """Note in the Document the ids of its foreign rates; most have none and cost nothing.

    Before the claim and outside any transaction, for it may call wFirma. Raises WfirmaError. A rate that wFirma
    does not have is left out: the payload says so.
    """
    draft = form.draft_from_json(document.content["draft"])
    wanted = {
        vat_key(line.vat.country, line.vat.rate) for line in draft.lines if isinstance(line.vat, ForeignRate)
    }
    if not wanted:
        return
    sale = form.sale_from_json(document.content["sale"])
    known = ids_in_force(document.connection, client, wanted, tax_point(sale, clock.warsaw_date()))
    frozen = [[country, rate, known[country, rate]] for country, rate in sorted(wanted & known.keys())]
    if document.content.get("vat_ids") != frozen:
        document.content["vat_ids"] = frozen
        Document.objects.filter(pk=document.pk, state=Document.State.PENDING).update(content=document.content)


def frozen(document: Document) -> dict[VatKey, str]:
    return {(country, rate): id for country, rate, id in document.content.get("vat_ids", ())}


def ids_in_force(connection: Connection, client: Client, wanted: set[VatKey], on: date) -> dict[VatKey, str]:
    kept = VatCodes.objects.filter(connection=connection).first()
    age = clock.now() - kept.read_at if kept is not None else None
    if kept is None or age is None or age > FRESH:
        kept = read(connection, client)
        age = timedelta(0)
    found = codes_to_ids(kept.codes, on)
    if age > READ_AGAIN_AFTER and not wanted <= found.keys():
        found = codes_to_ids(read(connection, client).codes, on)
    return found


def read(connection: Connection, client: Client) -> VatCodes:
    """Two to four calls. Raises WfirmaError."""
    iso = {country.id: country.code for country in client.countries()}
    codes = [code_to_json(code, iso) for code in client.vat_codes() if code.country_id in iso]
    kept, _ = VatCodes.objects.update_or_create(
        connection=connection, defaults={"codes": codes, "read_at": clock.now()}
    )
    return kept


def code_to_json(code: VatCode, iso: dict[str, str]) -> dict[str, Any]:
    return {
        "id": code.id,
        "rate": None if code.rate is None else str(code.rate),
        "country": iso[code.country_id],
        "periods": [[day and day.isoformat() for day in period] for period in code.periods],
    }


def codes_to_ids(codes: Sequence[dict[str, Any]], on: date) -> dict[VatKey, str]:
    """The country stands in the place of its id: what is kept needs no second table."""
    values = [
        VatCode(
            id=code["id"],
            code="",
            rate=None if code["rate"] is None else Decimal(code["rate"]),
            country_id=code["country"],
            periods=tuple((_day(start), _day(stop)) for start, stop in code["periods"]),
        )
        for code in codes
    ]
    names = {code["country"] for code in codes}
    return foreign_ids(values, [Country(id=name, code=name) for name in names], on)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
