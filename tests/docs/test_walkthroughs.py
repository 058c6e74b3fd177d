"""Longer examples, played against the sandbox: what a page says will happen, happens."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from mostek.core import api_keys, work
from mostek.core.models import Document, Source
from mostek.lib import clock
from tests.core.deliveries import deliver, private_sale
from tests.docs.pages import DOCS, LANGUAGES, Block, blocks, read


def block_of(language: str, mark: str) -> Block:
    return next(block for block in blocks(DOCS / language / "api" / "rest.md") if mark in block.marks)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sale_of_the_rest_page_gets_the_answer_of_the_rest_page(
    language: str, client: Any, connection: Any
) -> None:
    source = Source.objects.create(connection=connection, kind="rest", name="REST", created_at=clock.now())
    _, key = api_keys.make(source, "docs")
    answer = client.post(
        "/api/v1/sales",
        block_of(language, "sale").text,
        content_type="application/json",
        headers={"authorization": f"Bearer {key}", "idempotency-key": "2026-1042"},
    )
    assert answer.status_code == 201
    told, shown = answer.json(), json.loads(block_of(language, "answer").text)
    assert len(told["document"].pop("reference")) == len(shown["document"].pop("reference"))
    (mine,), (theirs,) = told.pop("documents"), shown.pop("documents")
    assert len(mine.pop("reference")) == len(theirs.pop("reference"))
    assert mine == theirs
    assert told == shown


def what_to_run_after_restoring(language: str) -> str:
    page = read(DOCS / language / "admin" / "backup.md")
    snippet = re.search(r'mostek shell --command "(.*?)"\n', page, re.DOTALL)
    assert snippet is not None
    return "\n".join(line.strip() for line in snippet[1].splitlines())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_restored_backup_looks_before_it_sends(
    language: str, client: Any, publigo: Any, wfirma: Any
) -> None:
    """The backup was made while the document waited; since then it has been issued."""
    deliver(client, publigo, private_sale(1))
    work.read_events()
    backup = Document.objects.values("state", "tries", "due_at").get()
    work.step()
    assert wfirma.count("invoices/add") == 1
    document = Document.objects.get()
    document.attempts.all().delete()
    Document.objects.update(**backup, wfirma_id="", number="", issued_on=None, issued_at=None)

    exec(what_to_run_after_restoring(language), {})
    for _ in range(4):
        clock.advance(timedelta(minutes=3))
        work.step()
    assert wfirma.count("invoices/add") == 1
    assert Document.objects.get().state == Document.State.HELD
