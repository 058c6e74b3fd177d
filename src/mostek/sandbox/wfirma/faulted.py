"""What a chosen fault does to one HTTP exchange."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from flask import Response, request

from mostek.sandbox.control.breaking import BREAK, Break
from mostek.sandbox.control.faults import STATUS_CODES, Chosen
from mostek.sandbox.inprocess import SLEEP
from mostek.sandbox.wfirma.actions.call import BusinessRefusal, Call
from mostek.sandbox.wfirma.actions.correct import KSEF_BATCH
from mostek.sandbox.wfirma.actions.issue import KSEF_UNAUTHORISED
from mostek.sandbox.wfirma.dispatch import Incoming
from mostek.sandbox.wfirma.envelope import Many, Reply, child, children, to_json, to_xml
from mostek.sandbox.wfirma.state import Books
from mostek.sandbox.wfirma.validation import BAD_DATE, with_errors

PHP_ERROR = "<html><h1>PHP Error</h1><p>Undefined index: invoice</p></html>"
GATEWAY = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center></body></html>"


def exchange(chosen: Chosen, carry_out: Callable[[], Response]) -> Response:
    """Wait, then reply, reply something else, or ask the layer below to break the connection."""
    if chosen.slow:
        request.environ.get(SLEEP, time.sleep)(chosen.slow)
    if chosen.is_("refused", "reset_before"):
        request.environ[BREAK] = Break(sent=False, refused=chosen.is_("refused"))
        return Response()
    replaced = _replacement(chosen)
    if replaced is not None and not (chosen.fault and chosen.fault.committed):
        return replaced
    response = carry_out()
    if chosen.is_("lost_reply", "truncated"):
        request.environ[BREAK] = Break(sent=True, truncated=chosen.is_("truncated"))
    if chosen.is_("empty_body"):
        return Response(b"", mimetype=response.mimetype)
    return replaced or response


def _replacement(chosen: Chosen) -> Response | None:
    fault = chosen.fault
    if fault is None:
        return None
    if fault.kind == "html_500":
        return Response(PHP_ERROR, 500, mimetype="text/html")
    if fault.kind == "http":
        return Response(GATEWAY.format(fault.argument), int(fault.argument), mimetype="text/html")
    if fault.kind == "bare_auth":
        return Response("AUTH", mimetype="text/html")
    code = fault.argument if fault.kind == "status" else STATUS_CODES.get(fault.kind)
    return encoded(Reply(code=code), wanted_format()) if code else None


def wanted_format() -> str:
    return Incoming("", "", "", request.args, {}, b"", "").output_format


def encoded(reply: Reply, output_format: str) -> Response:
    if reply.pdf is not None:
        return Response(reply.pdf(), mimetype="application/pdf")
    if output_format == "json" and not reply.always_xml:
        return Response(to_json(reply), reply.http_status, mimetype="application/json")
    return Response(to_xml(reply), reply.http_status, mimetype="application/xml")


def spoil_access(books: Books, chosen: Chosen, incoming: Incoming) -> None:
    """Expire or revoke, for good, what the call carries."""
    token = incoming.headers.get("authorization", "").removeprefix("Bearer ").strip()
    held = books.ledger.access_tokens.get(token)
    if held and chosen.is_("token_expired"):
        held.expires = books.clock()
    if held and chosen.is_("token_revoked"):
        books.ledger.grants[held.grant_id].revoked = True


def refuse(chosen: Chosen, call: Call) -> Reply | None:
    """Faults that answer in the place of an authorised call."""
    if chosen.is_("wrong_ip"):
        return Reply(code=call.settings.wrong_ip_code)
    if chosen.is_("ksef_unauthorised"):
        raise BusinessRefusal(KSEF_UNAUTHORISED)
    if chosen.is_("ksef_batch"):
        raise BusinessRefusal(KSEF_BATCH)
    if chosen.is_("refuse_validation"):
        for module in ("invoices", "contractors", "goods"):
            singular = module.removesuffix("s")
            submitted = children(child(call.tree, module), singular)
            if submitted:
                echoed = [with_errors(submitted[0], [("date", BAD_DATE)])]
                return Reply(module, Many(singular, list(echoed)), code="ERROR")
    return None


def without_ids(reply: Reply) -> Reply:
    if reply.records is None or reply.code != "OK":
        return reply
    records = [{k: v for k, v in record.items() if k != "id"} for record in reply.records.records]
    return replace(reply, records=Many(reply.records.singular, list(records)))
