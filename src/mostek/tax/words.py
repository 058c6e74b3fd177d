"""Names and amounts inside a sentence, each in the language of the sentence."""

from __future__ import annotations

from decimal import Decimal

Name = str | Decimal | tuple[str, str]
"""Text of both languages, an amount of money, or a pair (Polish, English)."""


def fill(pl: str, en: str, names: dict[str, Name]) -> tuple[str, str]:
    if not names:
        return pl, en
    return (
        pl.format(**{key: in_polish(name) for key, name in names.items()}),
        en.format(**{key: in_english(name) for key, name in names.items()}),
    )


def in_polish(name: Name) -> str:
    """Amounts as people write them here: `1 234,56`."""
    if isinstance(name, Decimal):
        return in_english(name).replace(",", " ").replace(".", ",")
    return name[0] if isinstance(name, tuple) else name


def in_english(name: Name) -> str:
    if isinstance(name, Decimal):
        cents = name.quantize(Decimal("0.01")) == name
        return f"{name:,.2f}" if cents else f"{name:,f}"
    return name[1] if isinstance(name, tuple) else name


def percent(rate: str) -> Name:
    return rate.replace(".", ","), rate
