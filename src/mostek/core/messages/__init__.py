"""Every code a person can meet → what happened, what it means, what to do; in Polish and English.

Each matter has its table in a module beside this one; `scripts/messages` knows their headings. Each code has its
heading in docs/*/guide/messages.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

from mostek.core.messages import (
    account,
    alert,
    connection,
    consent,
    cut_over,
    delivery,
    document,
    goods,
    outgoing,
    pdf,
    proof,
    shopify,
    source,
    stripe,
    undecided,
    woocommerce,
    worker,
)
from mostek.core.messages.row import Row

TABLE: dict[str, Row] = {
    **connection.ROWS,
    **consent.ROWS,
    **account.ROWS,
    **cut_over.ROWS,
    **document.ROWS,
    **delivery.ROWS,
    **undecided.ROWS,
    **goods.ROWS,
    **outgoing.ROWS,
    **pdf.ROWS,
    **shopify.ROWS,
    **source.ROWS,
    **proof.ROWS,
    **stripe.ROWS,
    **woocommerce.ROWS,
    **worker.ROWS,
    **alert.ROWS,
}


@dataclass(frozen=True, slots=True)
class Message:
    """`link` is the name of the page where the step is done, or empty."""

    code: str
    happened: str
    means: str
    step: str
    link: str


class _Facts(dict[str, object]):
    """A fact that is missing leaves a dash, never an error on a page about an error."""

    def __missing__(self, key: str) -> str:
        return "–"


def of(code: str, *, language: str | None = None, **facts: object) -> Message:
    """The message of a code; of its nearest known parent (`throttled.x` → `throttled`); or a general one."""
    row = row_of(code)
    texts = row.en if (language or get_language() or "pl").startswith("en") else row.pl
    happened, means, step = (text.format_map(_Facts(facts)) for text in texts)
    return Message(code, happened, means, step, row.link)


def row_of(code: str) -> Row:
    while code not in TABLE and "." in code:
        code = code.rpartition(".")[0]
    return TABLE.get(code, TABLE["internal"])


def say(code: str, language: str, **facts: object) -> str:
    """The message as one paragraph, for the terminal."""
    message = of(code, language=language, **facts)
    return " ".join(part for part in (message.happened, message.means, message.step) if part)
