"""series, vat_codes and declaration_countries: find and get."""

from __future__ import annotations

from mostek.sandbox.wfirma import render
from mostek.sandbox.wfirma.actions.call import Call, NotFound
from mostek.sandbox.wfirma.envelope import Many, Reply
from mostek.sandbox.wfirma.vat_codes import countries, vat_codes


def find_series(call: Call) -> Reply:
    mine = [row for row in call.ledger.series.values() if row.company_id == call.company_id]
    found = call.find(mine, "series", render.series_field)
    return Reply("series", Many("series", [render.series(row) for row in found.rows]), found.paging)


def get_series(call: Call) -> Reply:
    row = call.ledger.series.get(call.row_id())
    if row is None or row.company_id != call.company_id:
        raise NotFound(call.id)
    return Reply("series", Many("series", [render.series(row)]))


def find_vat_codes(call: Call) -> Reply:
    found = call.find(vat_codes().values(), "vat_codes", render.vat_code_field)
    return Reply("vat_codes", Many("vat_code", [render.vat_code(row) for row in found.rows]), found.paging)


def get_vat_code(call: Call) -> Reply:
    row = vat_codes().get(call.row_id())
    if row is None:
        raise NotFound(call.id)
    return Reply("vat_codes", Many("vat_code", [render.vat_code(row)]))


def find_countries(call: Call) -> Reply:
    found = call.find(countries().values(), "declaration_countries", render.country_field)
    records = [render.country(row) for row in found.rows]
    return Reply("declaration_countries", Many("declaration_country", records), found.paging)


def get_country(call: Call) -> Reply:
    row = countries().get(call.row_id())
    if row is None:
        raise NotFound(call.id)
    return Reply("declaration_countries", Many("declaration_country", [render.country(row)]))
