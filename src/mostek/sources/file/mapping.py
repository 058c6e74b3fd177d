"""Which column means what: said by a person, remembered, or proposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mostek.sources.file import exports
from mostek.sources.file.exports import Export
from mostek.sources.file.target import BY_NAME, TARGETS, plain, titles_of
from mostek.sources.file.values import BadValue, read_country, read_currency

DAY_ORDERS = ("", "dmy", "mdy")
ZONES = ("", "UTC")


@dataclass(frozen=True, slots=True)
class Plan:
    """`columns`: target → header; `fixed`: target → what holds for every row. `dates`, `zone` as in `read_moment`.

    `paid`: words of the status column that mean paid, beside the usual ones. `version` counts the changes.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    dates: str = ""
    zone: str = ""
    paid: str = ""
    version: int = 1

    def missing(self) -> list[str]:
        """Needed targets that neither a column nor a word covers; and a price that nothing tells."""
        lacking = [one.name for one in TARGETS if one.is_needed and not self.covers(one.name)]
        if not any(self.covers(name) for name in ("total", "unit_price", "line_total")):
            lacking.append("total")
        return lacking

    def covers(self, target: str) -> bool:
        return bool(self.columns.get(target) or self.fixed.get(target))

    def to_json(self) -> dict[str, Any]:
        return {
            "columns": dict(self.columns),
            "fixed": dict(self.fixed),
            "dates": self.dates,
            "zone": self.zone,
            "paid": self.paid,
            "version": self.version,
        }

    def says_the_same(self, other: Plan) -> bool:
        return {**self.to_json(), "version": 0} == {**other.to_json(), "version": 0}


def from_json(stored: Mapping[str, Any] | None) -> Plan | None:
    """What `to_json` wrote; None for nothing."""
    if not stored:
        return None
    return Plan(
        columns={name: str(title) for name, title in stored.get("columns", {}).items() if name in BY_NAME},
        fixed={name: str(value) for name, value in stored.get("fixed", {}).items() if name in BY_NAME},
        dates=str(stored.get("dates", "")),
        zone=str(stored.get("zone", "")),
        paid=str(stored.get("paid", "")),
        version=int(stored.get("version", 1)),
    )


def propose(columns: Iterable[str], remembered: Plan | None) -> tuple[Plan, Export | None]:
    """What the Source used before if it fits this header, else the known export, else what the titles say."""
    titles = tuple(columns)
    export = exports.recognise(titles)
    if remembered is not None and set(remembered.columns.values()) <= set(titles):
        return remembered, export
    version = remembered.version if remembered else 1
    if export is not None:
        columns = exports.columns_of(export, titles)
        plan = Plan(columns, export.fixed, export.dates, export.zone, version=version)
        return plan, export
    return Plan(columns=guess(titles), version=version), None


def guess(titles: tuple[str, ...]) -> dict[str, str]:
    """Target → header, where the words agree. A header has one meaning."""
    by_words: dict[str, str] = {}
    for title in titles:
        by_words.setdefault(plain(title), title)
    found: dict[str, str] = {}
    for one in TARGETS:
        words = [plain(one.label.pl), plain(one.label.en), *sorted(titles_of(one))]
        title = next((by_words[word] for word in words if word in by_words), "")
        if title and title not in found.values():
            found[one.name] = title
    return found


def fixed_value(target: str, typed: str) -> str:
    """As it will stand in the sale. Raises BadValue."""
    if target == "currency":
        return read_currency(typed)
    if target == "country":
        return read_country(typed)
    if not typed.strip():
        raise BadValue("missing")
    return typed.strip()
