"""The cells of one order's rows, by what they mean; and everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from mostek.sources.file.mapping import Plan
from mostek.sources.file.table import Table
from mostek.sources.file.target import BY_NAME
from mostek.sources.file.values import BadValue, read_amount

Value = TypeVar("Value")
SHOWN = 200  # characters of a value that is repeated to a person


@dataclass(frozen=True, slots=True)
class Wrong:
    """`code` is one of `core.importing.words`; `row` and `column` as the file has them, `value` as it stands there."""

    code: str
    row: int
    column: str = ""
    value: str = ""


@dataclass(slots=True)
class Cells:
    """Collects errors instead of raising: a person mends all of them in one go."""

    table: Table
    plan: Plan
    rows: tuple[int, ...]
    wrong: list[Wrong] = field(default_factory=list)
    currency: str = ""

    def at(self, target: str, index: int) -> str:
        title = self.plan.columns.get(target)
        return self.table.rows[index][self.table.columns.index(title)] if title else ""

    def text(self, target: str) -> str:
        """Of the order as a whole: the first row that says it, else what was fixed for the file."""
        said = next((cell for cell in (self.at(target, index) for index in self.rows) if cell), "")
        return said or self.plan.fixed.get(target, "")

    def one(self, target: str) -> str:
        """The same, and rows that say different things are wrong."""
        said = list(dict.fromkeys(cell for cell in (self.at(target, index) for index in self.rows) if cell))
        if len(said) > 1:
            self.complain(target, "rows_differ", " / ".join(said))
        return said[0] if said else self.plan.fixed.get(target, "")

    def read(
        self, target: str, reader: Callable[[str], Value], *, needed: bool | None = None
    ) -> Value | None:
        """Through `reader`; None where it is wrong, or empty and not needed."""
        text = self.one(target)
        if not text:
            if BY_NAME[target].is_needed if needed is None else needed:
                self.complain(target, "missing")
            return None
        try:
            return reader(text)
        except BadValue as error:
            self.complain(target, error.code, text)
            return None

    def amount(self, target: str) -> Decimal | None:
        """Of the order as a whole."""
        return self.read(target, lambda text: self._of_currency(text), needed=False)

    def line_amount(self, target: str, index: int) -> Decimal | None:
        text = self.at(target, index)
        if not text:
            return None
        try:
            return self._of_currency(text)
        except BadValue as error:
            self.complain(target, error.code, text, index)
            return None

    def _of_currency(self, text: str) -> Decimal:
        amount, unit = read_amount(text)
        if unit and self.currency and unit != self.currency:
            raise BadValue("amount.other_currency")
        return amount

    def complain(self, target: str, code: str, value: str = "", index: int | None = None) -> None:
        row = self.table.numbers[self.rows[0] if index is None else index]
        column = self.plan.columns.get(target) or BY_NAME[target].label.pl
        told = Wrong(code, row, column, value[:SHOWN])
        if told not in self.wrong:
            self.wrong.append(told)

    def note_bad(self) -> None:
        """What the reading of the file found already, in columns that matter."""
        used = set(self.plan.columns.values())
        for index in self.rows:
            for place, title in enumerate(self.table.columns):
                code = self.table.bad.get((index, place)) if title in used else None
                if code:
                    cell = self.table.rows[index][place]
                    self.wrong.append(Wrong(code, self.table.numbers[index], title, cell[:SHOWN]))
            if whole := self.table.bad.get((index, -1)):
                self.wrong.append(Wrong(whole, self.table.numbers[index]))
