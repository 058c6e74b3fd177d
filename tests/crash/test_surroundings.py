"""The disk is full: nothing is lost, and nobody is told otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import OperationalError
from django.db import connection as database
from django.test import Client

from mostek.core import work
from mostek.core.models import Document, Event
from tests.core.deliveries import deliver, private_sale

pytestmark = pytest.mark.django_db(transaction=True)
only_sqlite = pytest.mark.skipif(
    "database.vendor != 'sqlite'", reason="a full disk is made with a pragma of SQLite"
)


@contextmanager
def full_disk() -> Iterator[None]:
    """SQLite may not grow by another page, and the pages it has are filled: each further row is SQLITE_FULL."""
    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE filler (content BLOB)")
        cursor.execute("PRAGMA max_page_count = 1")  # clamped to the size of now
        for size in (4000, 400, 40, 4):
            with pytest.raises(OperationalError, match="full"):  # noqa: PT012
                for _ in range(10_000):
                    cursor.execute("INSERT INTO filler VALUES (zeroblob(%s))", [size])
        try:
            yield
        finally:
            cursor.execute("PRAGMA max_page_count = 1000000000")
            cursor.execute("DROP TABLE filler")


@only_sqlite
def test_a_full_disk_answers_the_platform_with_an_error_and_never_with_200(publigo):
    client = Client(raise_request_exception=False)
    with full_disk():
        assert deliver(client, publigo, private_sale(1, note="x" * 20_000)).status_code == 500
    assert Event.objects.count() == 0
    assert deliver(client, publigo, private_sale(1, note="x" * 20_000)).status_code == 200


@only_sqlite
def test_a_sale_that_was_stored_before_the_disk_was_full_is_issued_once_there_is_room(publigo, wfirma):
    item = {"name": "Kurs", "id": 77, "price_id": 1, "quantity": 1, "subtotal": 5, "price": 5}
    deliver(Client(), publigo, private_sale(1, total=200, items=[item] * 40))
    with full_disk():
        work.step()
        assert Event.objects.get().state == "received"
        assert wfirma.documents == []
    work.step()
    assert Document.objects.get().state == "issued"
    assert len(wfirma.documents) == 1
