"""A proof on the command line: lines for people, JSON for scripts, and how far the reading has come."""

from __future__ import annotations

import sys
import time
from typing import Any, Protocol

from django.utils.translation import gettext as _

from mostek.core import messages
from mostek.core.models import Proof
from mostek.core.proof import words
from mostek.core.proof.conclude import open_findings
from mostek.core.proof.drive import Progress
from mostek.core.proof.value import counts_of, sums_of

WIDTH = 24
EVERY = 10.0  # seconds between two lines where there is no terminal


class Out(Protocol):
    def write(self, msg: str = "", style_func: Any = None, ending: str | None = None) -> None: ...


class Line:
    """One line that grows; without a terminal, a new one now and then."""

    def __init__(self, out: Out) -> None:
        self._out = out
        self._is_terminal = sys.stderr.isatty()
        self._shown_at = time.monotonic()
        self._is_open = False

    def show(self, progress: Progress) -> None:
        if not self._is_terminal and time.monotonic() - self._shown_at < EVERY:
            return
        self._shown_at = time.monotonic()
        text = f"{bar(progress)} {_(words.WAITING[progress.why]) if progress.why else ''}".rstrip()
        self._out.write(
            f"\r\x1b[K{text}" if self._is_terminal else text, ending="" if self._is_terminal else "\n"
        )
        self._is_open = self._is_terminal

    def end(self) -> None:
        if self._is_open:
            self._out.write("\r\x1b[K", ending="")


def bar(progress: Progress) -> str:
    if progress.listed is None:
        return f"[{'·' * WIDTH}] 0"
    done = WIDTH if not progress.listed else min(WIDTH, WIDTH * progress.read // progress.listed)
    return f"[{'#' * done}{'·' * (WIDTH - done)}] {progress.read}/{progress.listed}"


def lines(proof: Proof) -> list[str]:
    one = proof.connection
    head = f"{one.company_name or one.name}, {words.month(proof.month)}"
    if proof.state != Proof.State.DONE:
        said = messages.of(proof.error or "proof.not_read", said=proof.error_detail)
        sentence = _("The month could not be read from wFirma.")
        return [f"! {head}: {sentence} {said.happened} {said.step}".rstrip()]
    mark = "✓" if proof.is_clean else "!"
    return [
        f"{mark} {head}: {words.sentence_of(proof)}",
        *(f"    {label}: {number}" for label, number in words.bridge(counts_of(proof.counts))),
        *(
            f"  - {finding.about or finding.number}: {words.remark(finding)}"
            for finding in open_findings(proof)
        ),
    ]


def to_json(proof: Proof) -> dict[str, Any]:
    return {
        "connection": proof.connection_id,
        "company": proof.connection.company_name,
        "month": f"{proof.month:%Y-%m}",
        "state": proof.state,
        "error": proof.error,
        "sentence": words.sentence_of(proof) if proof.state == Proof.State.DONE else "",
        "clean": proof.is_clean,
        "sums_equal": all(row.is_equal for row in sums_of(proof.sums))
        if proof.state == Proof.State.DONE
        else None,
        "began_at": proof.began_at.isoformat() if proof.began_at else None,
        "finished_at": proof.finished_at.isoformat() if proof.finished_at else None,
        "counts": proof.counts,
        "sums": proof.sums,
        "others": proof.others,
        "findings": proof.findings,
    }
