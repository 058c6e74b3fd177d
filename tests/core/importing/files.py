"""Files as people bring them, and the road from one to its orders."""

from __future__ import annotations

from typing import Any

from mostek.core.importing import run, take
from mostek.core.models import Import
from mostek.lib import clock

HEADER = "Numer zamówienia;Data zapłaty;Razem brutto;Waluta;Kupujący;E-mail;Kraj;Chce fakturę;Nazwa produktu"


def row(number: int | str, total: str = "199,00", **changes: str) -> str:
    cells = {
        "order": str(number),
        "paid": "03.11.2026",
        "total": total,
        "currency": "PLN",
        "name": "Łucja Źdźbło",
        "email": f"lucja{number}@example.com",
        "country": "PL",
        "invoice": "tak",
        "product": "Kurs fotografii",
        **changes,
    }
    return ";".join(cells.values())


def sheet(*rows: str, header: str = HEADER) -> bytes:
    return "\r\n".join([header, *rows, ""]).encode("utf-8-sig")


def make_source(connection: Any, **columns: Any) -> Any:
    from mostek.core.models import Source

    given = {"kind": "file", "name": "Arkusz", "created_at": clock.now(), **columns}
    return Source.objects.create(connection=connection, **given)


def check(source: Any, content: bytes) -> Import:
    """Taken and checked; the proposal of the columns stands."""
    one = take.take(source, "sprzedaz.csv", content)
    assert take.plan_of(one).missing() == []
    assert take.settle_plan(one, take.plan_of(one))
    assert run.run(one.pk)
    one.refresh_from_db()
    return one


def bring(source: Any, content: bytes) -> Import:
    one = check(source, content)
    assert take.begin(one)
    assert run.run(one.pk)
    one.refresh_from_db()
    return one
