from __future__ import annotations

from dataclasses import dataclass

Texts = tuple[str, str, str]
"""What happened, what it means, what to do. The last two may be empty when there is nothing to say."""


@dataclass(frozen=True, slots=True)
class Row:
    pl: Texts
    en: Texts
    link: str = ""
