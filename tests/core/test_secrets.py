"""Marked secrets go through everything and must not come out anywhere in clear."""

from __future__ import annotations

import logging

from django.db import connection as database

from mostek.core import work
from mostek.core.models import Connection, Source
from tests.core.deliveries import deliver, private_sale


def rows() -> str:
    """Every column of every row, as the database holds it."""
    found = []
    with database.cursor() as cursor:
        for table in database.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found.append(str(cursor.fetchall()))
    return "\n".join(found)


def test_no_secret_is_in_the_database_in_clear(connection, publigo):
    kept = Connection.objects.get()
    marked = [kept.client_secret, kept.access_token, kept.refresh_token, "demo-licence-key"]
    assert all(marked)
    text = rows()
    assert kept.client_id in text, "the look-out works"
    assert [one for one in marked if one in text] == []


def test_a_secret_that_is_read_back_is_whole(connection, publigo):
    assert Source.objects.get().secret == "demo-licence-key"


def test_no_secret_and_no_buyer_is_in_the_log(client, connection, publigo, wfirma, caplog):
    caplog.set_level(logging.DEBUG)
    wfirma.faults.on("lost_reply", times=1, match="invoices/add")
    deliver(client, publigo, private_sale())
    work.step()
    kept = Connection.objects.get()
    hidden = [kept.client_secret, kept.access_token, kept.refresh_token, "demo-licence-key"]
    hidden += ["lucja@example.com", "Źdźbło"]
    assert "invoices/add" in caplog.text, "the look-out works"
    assert [one for one in hidden if one in caplog.text] == []
