"""What an action gets, and what it may raise."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mostek.sandbox.wfirma.access import Caller, Refused
from mostek.sandbox.wfirma.conditions import Found, Lookup, find
from mostek.sandbox.wfirma.envelope import Tree, parameters
from mostek.sandbox.wfirma.records import Company
from mostek.sandbox.wfirma.settings import Settings
from mostek.sandbox.wfirma.state import Books, Ledger


class NotFound(Exception):
    """Status `NOT FOUND`."""


class BusinessRefusal(Exception):
    """Status `ERROR` with a sentence in `status.message`."""


@dataclass(frozen=True, slots=True)
class Tampering:
    """What a fault changes in silence: fields dropped, new documents hidden from `find` for a while, and what
    becomes of the webhook that tells of them."""

    dropped_fields: frozenset[str] = frozenset()
    hidden_seconds: float = 0
    hook_lost: bool = False
    hook_duplicated: bool = False
    hook_wrong_layout: bool = False
    hook_late: float = 0
    ksef_rejected: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """One authorised request. `company` is None for the modules that work without one."""

    books: Books
    caller: Caller
    company: Company | None
    id: str
    tree: Tree
    moment: datetime
    tampering: Tampering = field(default_factory=Tampering)

    @property
    def ledger(self) -> Ledger:
        return self.books.ledger

    @property
    def settings(self) -> Settings:
        return self.books.settings

    @property
    def its_company(self) -> Company:
        if self.company is None:
            raise Refused("COMPANY ID REQUIRED")
        return self.company

    @property
    def company_id(self) -> int:
        return self.its_company.id

    def row_id(self) -> int:
        """The id in the path; `NotFound` when it is not a number."""
        if not self.id.isdigit():
            raise NotFound(self.id)
        return int(self.id)

    def find(self, rows: Any, module: str, lookup: Lookup) -> Found:
        return find(
            rows,
            parameters(self.tree, module),
            lookup,
            cap=self.settings.page_cap,
            ignore_case=self.settings.eq_ignores_case,
            numeric=self.settings.numeric_paging,
        )
