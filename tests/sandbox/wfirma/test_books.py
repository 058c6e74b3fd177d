from __future__ import annotations

import threading
import time
from pathlib import Path

from mostek.sandbox.wfirma.state import Books
from tests.sandbox.wfirma.desk import Desk, invoice


def test_books_survive_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "books.json"
    desk = Desk()
    desk.books.path = path
    record = desk.add(auto_send=1, alreadypaid_initial="0.10")
    desk.books.close()
    again = Books(path, clock=desk.books.clock)
    assert again.ledger == desk.books.ledger
    assert again.ledger.invoices[int(record["id"])].fullnumber == "FV 1/10/2026"
    assert again.current_seed == desk.books.current_seed
    again.close()


def test_books_save_themselves_within_about_a_second(tmp_path: Path) -> None:
    path = tmp_path / "books.json"
    books = Books(path)
    with books.acting() as ledger:
        ledger.app_keys.append("marked")
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and not path.exists():
        time.sleep(0.05)
    assert "marked" in path.read_text()
    assert list(tmp_path.iterdir()) == [path]
    books.close()


def test_books_without_a_path_touch_no_disk(tmp_path: Path) -> None:
    Books().save()
    assert list(tmp_path.iterdir()) == []


def test_parallel_calls_get_numbers_of_their_own() -> None:
    desk = Desk()
    threads = [threading.Thread(target=lambda: desk.raw("/invoices/add", invoice())) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = {row.fullnumber for row in desk.books.ledger.invoices.values()}
    assert numbers == {f"FV {number}/10/2026" for number in range(1, 21)}
    assert desk.calls.counts() == {"invoices/add": 20}


def test_a_file_that_cannot_be_read_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "books.json"
    path.write_text('{"seed": {"nonsense": 1}}')
    books = Books(path)
    assert books.ledger.user_of("jan@demo.example") is not None
    assert path.with_suffix(".unreadable").read_text() == '{"seed": {"nonsense": 1}}'
    books.close()
