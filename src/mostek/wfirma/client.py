"""One method per action of wFirma that we call: a frozen value, or one of the five errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from mostek.wfirma.codes import ANSWERS, to_error
from mostek.wfirma.errors import AuthLost, OutcomeUnknown, Rejected
from mostek.wfirma.issued import record_to_issued
from mostek.wfirma.listing import Listing, list_by_day
from mostek.wfirma.lookup import find_by_reference, proves_nothing
from mostek.wfirma.reply import Reply
from mostek.wfirma.transport import Transport
from mostek.wfirma.values import (
    Company,
    Contractor,
    Country,
    Good,
    Issued,
    Series,
    VatCode,
    Webhook,
    record_to_company,
    record_to_contractor,
    record_to_country,
    record_to_good,
    record_to_series,
    record_to_vat_code,
    record_to_webhook,
)

PAGE = 100
MAX_PAGES = 100

Value = TypeVar("Value")


class Client:
    """Speaks to one company. Without `company_id` wFirma takes the only one, or refuses, or guesses."""

    def __init__(self, transport: Transport, company_id: str | None) -> None:
        self._transport = transport
        self._company_id = company_id

    def companies(self) -> tuple[Company, ...]:
        """The companies of the user who gave the consent, whatever `company_id` this client has."""
        # Reference: https://doc.wfirma.pl/ (user_companies/find); called without company_id.
        try:
            relations = self._all("user_companies", company_id=None)
        except (AuthLost, Rejected) as error:
            if error.code not in ("auth.scope", "rejected.no_such_action"):
                raise
            # 2025-12: companies/find answers too, undocumented. Which scope user_companies needs is not
            # written.
            return _values(self._all("companies", company_id=None), record_to_company)
        # `user_company.id` is the id of the relation; the company's is one level down.
        companies = [relation.get("company") for relation in relations]
        return _values((item for item in companies if isinstance(item, dict)), record_to_company)

    def company(self) -> Company:
        """Also the health check: login, rights and company in one harmless call."""
        # Reference: https://doc.wfirma.pl/ (companies/get); wants the id in the path and in company_id.
        reply = self._call("companies", "get", self._company_id or None)
        return _one(reply, record_to_company)

    def series(self) -> tuple[Series, ...]:
        # Reference: https://doc.wfirma.pl/ (series/find)
        return _values(self._all("series", company_id=self._company_id), record_to_series)

    def vat_codes(self) -> tuple[VatCode, ...]:
        """Polish and foreign codes: about 150 rows, two pages."""
        # Reference: https://doc.wfirma.pl/ (vat_codes/find)
        return _values(self._all("vat_codes", company_id=self._company_id), record_to_vat_code)

    def countries(self) -> tuple[Country, ...]:
        # Reference: https://doc.wfirma.pl/ (declaration_countries/find)
        rows = self._all("declaration_countries", company_id=self._company_id)
        return _values(rows, record_to_country)

    def invoice_add(
        self, payload: Mapping[str, Any], *, before_wire: Callable[[], None] | None = None
    ) -> Issued:
        """Issue one document; `payload` is a whole body (`invoice_to_payload`). Never repeated here."""
        # Reference: https://doc.wfirma.pl/ (invoices/add)
        reply = self._call("invoices", "add", body=payload, before_wire=before_wire)
        return _one(reply, record_to_issued)

    def invoices_by_reference(self, reference: str, type: str | None) -> tuple[Issued, ...]:
        """The documents with this `id_external` (and type). Empty: wFirma states that there is none now."""
        # Reference: https://doc.wfirma.pl/ (invoices/find)
        return find_by_reference(self._find_invoices, reference, type)

    def invoices_by_day(self, first: date, last: date, page: int) -> Listing:
        """One page of all documents dated within these days, whoever issued them."""
        # Reference: https://doc.wfirma.pl/ (invoices/find)
        return list_by_day(self._find_invoices, first, last, page)

    def _find_invoices(self, parameters: Mapping[str, Any]) -> Reply:
        return self._call("invoices", "find", body={"invoices": {"parameters": parameters}})

    def invoices_by_number(self, number: str) -> tuple[Issued, ...]:
        """What carries this printed number. A person typed it: nothing found proves nothing about a sale."""
        # Reference: https://doc.wfirma.pl/ (invoices/find)
        conditions = [_equals("fullnumber", number)]
        found = _values(
            self._all("invoices", company_id=self._company_id, conditions=conditions), record_to_issued
        )
        return tuple(one for one in found if one.number.casefold() == number.casefold())

    def invoice_delete(self, id: str) -> None:
        """For the pro forma of an account check alone: decision 0013."""
        # Reference: https://doc.wfirma.pl/ (invoices/delete)
        self._call("invoices", "delete", id)

    def invoice_get(self, id: str) -> Issued:
        # Reference: https://doc.wfirma.pl/ (invoices/get)
        return _one(self._call("invoices", "get", id), record_to_issued)

    def invoice_send(
        self,
        id: str,
        email: str | None = None,
        *,
        subject: str = "",
        body: str = "",
        before_wire: Callable[[], None] | None = None,
    ) -> str:
        """Queue the e-mail (default: to the buyer, in wFirma's words); wFirma's sentence. Accepted is not delivered."""
        # Reference: https://doc.wfirma.pl/ (invoices/send)
        wanted = {"email": email or "", "subject": subject, "body": body}
        wanted = {name: value for name, value in wanted.items() if value}
        wanted |= {"page": "invoice", "leaflet": "0", "duplicate": "0"}
        asked = _named("invoices", wanted)
        return self._call("invoices", "send", id, asked, before_wire=before_wire).message

    def invoice_download(self, id: str) -> bytes:
        """The PDF. While KSeF has not answered, this is wFirma's one-page confirmation, not the invoice."""
        # Reference: https://doc.wfirma.pl/ (invoices/download)
        wanted = {"page": "invoice", "address": "0", "leaflet": "0", "duplicate": "0"}
        reply = self._call("invoices", "download", id, _named("invoices", wanted))
        if not reply.content.startswith(b"%PDF-"):
            raise OutcomeUnknown("unknown.not_a_pdf", http_status=reply.http_status)
        return reply.content

    def webhooks(self) -> tuple[Webhook, ...]:
        # Reference: https://doc.wfirma.pl/ (webhooks/find)
        return _values(self._all("webhooks", company_id=self._company_id), record_to_webhook)

    def webhook_add(self, url: str) -> Webhook:
        """Every new document is told to `url`, in JSON."""
        # Reference: https://doc.wfirma.pl/ (webhooks/add)
        wanted = {"url": url, "event": "invoice/add", "data_type": "json"}
        return _one(
            self._call("webhooks", "add", body=_record("webhooks", "webhook", wanted)), record_to_webhook
        )

    def webhook_delete(self, id: str) -> None:
        # Reference: https://doc.wfirma.pl/ (webhooks/delete)
        self._call("webhooks", "delete", id)

    def contractor_add(self, contractor: Mapping[str, Any]) -> Contractor:
        # Reference: https://doc.wfirma.pl/ (contractors/add)
        reply = self._call("contractors", "add", body=_record("contractors", "contractor", contractor))
        return _one(reply, record_to_contractor)

    def contractor_find(self, *, nip: str | None = None, email: str | None = None) -> tuple[Contractor, ...]:
        """All with this number and this address; both are matched literally, neither is unique."""
        # Reference: https://doc.wfirma.pl/ (contractors/find)
        wanted = {"nip": nip, "email": email}
        conditions = [_equals(name, value) for name, value in wanted.items() if value]
        if not conditions:
            raise ValueError("nip or email is needed: an empty search lists everybody")
        found = self._all("contractors", company_id=self._company_id, conditions=conditions)
        return _values(found, record_to_contractor)

    def contractor_get(self, id: str) -> Contractor:
        # Reference: https://doc.wfirma.pl/ (contractors/get)
        return _one(self._call("contractors", "get", id), record_to_contractor)

    def contractor_edit(self, id: str, changes: Mapping[str, Any]) -> Contractor:
        # Reference: https://doc.wfirma.pl/ (contractors/edit)
        reply = self._call("contractors", "edit", id, _record("contractors", "contractor", changes))
        return _one(reply, record_to_contractor)

    def goods_by_code(self, code: str) -> tuple[Good, ...]:
        """All with this code, the oldest first: wFirma does not say that a code is unique."""
        # Reference: https://doc.wfirma.pl/ (goods/find); needs the scope goods-read.
        if not code:
            raise ValueError("an empty code lists everything")
        parameters = {"limit": str(PAGE), "page": "1", "conditions": _equals("code", code)}
        reply = self._call("goods", "find", body={"goods": {"parameters": parameters}})
        found = _values(reply.records, record_to_good)
        # As with documents, absence is believed only when it is stated: a false one would make a second good.
        if reply.module != "goods" or reply.total != len(found) or len(found) != len(reply.records):
            raise proves_nothing("no statement about the number of goods")
        if any(one.code.casefold() != code.casefold() for one in found):
            raise proves_nothing("the code was ignored")
        return tuple(sorted(found, key=lambda one: int(one.id)))

    def good_get(self, id: str) -> Good:
        # Reference: https://doc.wfirma.pl/ (goods/get); a deleted one is `Rejected("rejected.not_found")`.
        return _one(self._call("goods", "get", id), record_to_good)

    def good_add(self, good: Mapping[str, Any], *, before_wire: Callable[[], None] | None = None) -> Good:
        """No key makes it happen once: look with `goods_by_code` before, and after `OutcomeUnknown`."""
        # Reference: https://doc.wfirma.pl/ (goods/add); needs the scope goods-write.
        body = _record("goods", "good", good)
        return _one(self._call("goods", "add", body=body, before_wire=before_wire), record_to_good)

    def _call(
        self,
        module: str,
        action: str,
        id: str | None = None,
        body: Mapping[str, Any] | None = None,
        before_wire: Callable[[], None] | None = None,
    ) -> Reply:
        return self._transport.call(
            module, action, id, body, company_id=self._company_id, before_wire=before_wire
        )

    def _all(
        self, module: str, *, company_id: str | None, conditions: list[dict[str, Any]] | None = None
    ) -> list[dict[str, Any]]:
        """Every page. There may be fewer on a page than asked; without a total, a short page is the last."""
        found: list[dict[str, Any]] = []
        for page in range(1, MAX_PAGES + 1):
            parameters: dict[str, Any] = {"limit": str(PAGE), "page": str(page)}
            if conditions:
                parameters["conditions"] = conditions
            body = {module: {"parameters": parameters}}
            reply = self._transport.call(module, "find", None, body, company_id=company_id)
            if reply.module != module:
                raise OutcomeUnknown("unknown.malformed", f"{module}/find", http_status=reply.http_status)
            found.extend(reply.records)
            if reply.total is None:
                is_last = len(reply.records) < (reply.limit or PAGE)
            else:
                is_last = len(found) >= reply.total
            if is_last or not reply.records:
                return found
        raise OutcomeUnknown("unknown.malformed", f"{module}/find has no end")


def _values(
    records: Iterable[dict[str, Any]], to_value: Callable[[dict[str, Any]], Value | None]
) -> tuple[Value, ...]:
    return tuple(value for record in records if (value := to_value(record)) is not None)


def _one(reply: Reply, to_value: Callable[[dict[str, Any]], Value | None]) -> Value:
    """OK with exactly one record that has an id; any other OK proves nothing."""
    value = to_value(reply.records[0]) if len(reply.records) == 1 else None
    if value is None:
        raise to_error(ANSWERS["ok_without_id"].verdict, http_status=reply.http_status)
    return value


def _record(module: str, name: str, record: Mapping[str, Any]) -> dict[str, Any]:
    return {module: {"0": {name: dict(record)}}}


def _equals(field: str, value: str) -> dict[str, Any]:
    return {"condition": {"field": field, "operator": "eq", "value": value}}


def _named(module: str, wanted: Mapping[str, str]) -> dict[str, Any]:
    return {module: {"parameters": [{"parameter": {"name": k, "value": v}} for k, v in wanted.items()]}}
