"""What the panel has to know of a platform to ask for its settings, said once and without code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Words:
    """The same thing in both languages."""

    pl: str
    en: str

    def __post_init__(self) -> None:
        if bool(self.pl) != bool(self.en):
            raise ValueError("words need both languages")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a person sets.

    `name` is "secret" for what signs pushes; any other secret is found in `Access.keys`, what is no secret in
    `options`. `sort`: text, flag, or address (of the shop: https, without a path at its end). `default` counts while
    nothing else was said. `pulls`: needed for the pull, and only for it.
    """

    name: str
    label: Words
    help: Words = Words("", "")
    secret: bool = False
    sort: str = "text"
    required: bool = False
    default: str = ""
    pulls: bool = False


@dataclass(frozen=True, slots=True)
class Platform:
    """`rules` are codes of `core.overlay` that make sense here. `every`: pause between two pulls.

    `events`: what may be pushed, in the platform's own words, as a person chooses them there. `is_brought`: a person
    brings the sales, nothing is sent to an address. `is_offered`: one may add a source of this kind by hand.
    `write_right`: what the key must be allowed besides, for the number of the document to be written at the order.
    `own_wfirma`: where the platform's own integration with wFirma is switched off, if it has one: then a person may
    cut over from it.
    """

    name: str
    about: Words
    fields: tuple[Field, ...] = ()
    events: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    own_wfirma: str = ""
    signs: bool = True
    pulls: bool = False
    registers: bool = False
    lists_products: bool = False
    is_brought: bool = False
    is_offered: bool = True
    writes_back: bool = False
    write_right: Words = Words("", "")
    every: timedelta = timedelta(minutes=10)
    overlap: timedelta = timedelta(hours=1)

    @property
    def keys(self) -> tuple[str, ...]:
        """Names of the secrets that are no signing secret."""
        return tuple(one.name for one in self.fields if one.secret and one.name != "secret")
