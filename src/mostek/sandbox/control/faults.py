"""Faults switched on by name, for the next calls or by probability.

| name | what happens |
| --- | --- |
| `refused` | nobody listens (in-process: connect error; on a socket: as `reset_before`) |
| `reset_before` | the connection is reset before anything is done |
| `lost_reply` | the call is carried out, then the connection is reset without a reply |
| `truncated` | the call is carried out, half of the reply is sent, then reset |
| `slow:S` | waits S seconds, then goes on |
| `empty_body` | the call is carried out, HTTP 200 without a body |
| `ok_without_id` | the call is carried out, the answer carries no id |
| `xml_instead` | the call is carried out, the answer is XML whatever was asked |
| `html_500` | an HTML page of a crash, nothing done |
| `http:N` | HTTP status N with an HTML page, nothing done (`committed` turns that round) |
| `status:CODE` | any `status.code` with HTTP 200, nothing done |
| `maintenance`, `snapshot_lock`, `limit` | the status codes of these troubles, nothing done |
| `bare_auth` | HTTP 200 with the one word `AUTH` |
| `wrong_ip`, `missing_scope`, `missing_permission` | refused as such |
| `token_expired` | the access token of the call has expired for good |
| `token_revoked` | the consent behind the token is withdrawn, the refresh token with it |
| `refuse_validation` | a validation error on `date`, nothing done |
| `ksef_unauthorised`, `ksef_batch` | the business refusals of KSeF |
| `ksef_rejected` | booked, and later refused by KSeF: a state, and no number |
| `late_find:S` | the new document cannot be found for S seconds |
| `vat_dropped`, `receiver_dropped`, `reference_dropped` | booked without these fields |
| `payment_dropped`, `auto_send_dropped` | booked without these fields |
| `currency_dropped`, `email_dropped`, `description_dropped`, `marks_dropped` | booked without these fields |
| `gtu_dropped`, `lumpcode_dropped`, `language_dropped` | booked without these fields |
| `sale_date_dropped`, `price_type_dropped` | booked without these fields |
| `hook_lost`, `hook_duplicated` | the webhook about the new document never comes, or comes twice |
| `hook_late:S` | it comes S seconds later |
| `hook_wrong_layout` | it comes in a shape that nobody has described |

Faults of what is booked (`late_find`, `*_dropped`, `hook_*`, `ok_without_id`, `refuse_validation`, `ksef_*`)
wait for an `add`.
"""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

DROPPED = {
    "vat_dropped": {"vat", "vat_code", "vat_code_id"},
    "receiver_dropped": {"contractor_receiver", "contractor_receiver_id", "contractor_detail_receiver"},
    "reference_dropped": {"id_external"},
    "payment_dropped": {"alreadypaid_initial", "paid"},
    "auto_send_dropped": {"auto_send"},
    "currency_dropped": {"currency"},
    "email_dropped": {"email"},
    "description_dropped": {"description"},
    "marks_dropped": {"schema", "schema_bill", "type_of_sale"},
    "gtu_dropped": {"gtu"},
    "lumpcode_dropped": {"lumpcode"},
    "language_dropped": {"translation_language"},
    "sale_date_dropped": {"disposaldate"},
    "price_type_dropped": {"price_type"},
}
KSEF = {"ksef_rejected"}
HOOKS = {"hook_lost", "hook_duplicated", "hook_wrong_layout"}
ONLY_INVOICES = {*DROPPED, *HOOKS, *KSEF, "hook_late", "late_find", "ksef_unauthorised", "ksef_batch"}
# These only change what is booked or told; another fault may hit the same call.
GENTLE = {*DROPPED, *HOOKS, *KSEF, "slow", "late_find", "hook_late"}
ONLY_ADD = {*ONLY_INVOICES, "ok_without_id", "refuse_validation"}
STATUS_CODES = {
    "maintenance": "OUT OF SERVICE",
    "snapshot_lock": "SNAPSHOT LOCK",
    "limit": "TOTAL REQUESTS LIMIT EXCEEDED",
    "missing_scope": "DENIED SCOPE REQUESTED",
    "missing_permission": "ACCESS DENIED",
}
PLAIN = {
    *STATUS_CODES,
    *ONLY_ADD,
    *[
        "refused",
        "reset_before",
        "lost_reply",
        "truncated",
        "empty_body",
        "xml_instead",
        "html_500",
        "bare_auth",
        "wrong_ip",
    ],
    *["token_expired", "token_revoked"],
} - {"late_find", "hook_late"}
WITH_ARGUMENT = {"slow", "http", "status", "late_find", "hook_late"}
NAMES = [*sorted(PLAIN), "slow:2", "http:502", "status:FATAL", "late_find:5", "hook_late:5"]


class UnknownFault(ValueError):
    """No such fault, or its argument is missing or unreadable."""


class ConnectionLost(Exception):
    """Raised out of the WSGI callable where there is no socket to close.

    `sent`: the call was carried out before the connection broke. `refused`: there was no connection at all.
    `partial`: bytes of the reply had arrived.
    """

    def __init__(self, sent: bool, *, refused: bool = False, partial: bool = False) -> None:
        super().__init__(f"connection lost (carried out: {sent})")
        self.sent, self.refused, self.partial = sent, refused, partial


@dataclass
class Fault:
    """`times` counts down, None is for ever. `match` is a pattern over `module/action`."""

    name: str
    match: str = "*"
    times: int | None = 1
    probability: float | None = None
    committed: bool = False
    fired: int = 0

    @property
    def kind(self) -> str:
        return self.name.partition(":")[0]

    @property
    def argument(self) -> str:
        return self.name.partition(":")[2]

    def shown(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "match": self.match,
            "times": self.times,
            "probability": self.probability,
            "committed": self.committed,
            "fired": self.fired,
        }


@dataclass(frozen=True)
class Chosen:
    """The faults of one call: any waiting time, changes of what is booked, and at most one other."""

    slow: float = 0
    dropped: frozenset[str] = frozenset()
    hidden_seconds: float = 0
    fault: Fault | None = None
    names: tuple[str, ...] = ()
    hooks: frozenset[str] = frozenset()
    hook_late: float = 0

    def is_(self, *kinds: str) -> bool:
        return self.fault is not None and self.fault.kind in kinds


@dataclass
class Faults:
    """What is switched on. The same `seed` gives the same draws for the same order of calls."""

    seed: int = 0
    _active: list[Fault] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 — draws of faults, not secrets

    def on(
        self,
        name: str,
        *,
        times: int | None = None,
        probability: float | None = None,
        match: str = "*",
        committed: bool = False,
    ) -> Fault:
        """Switch a fault on: once unless `times` or `probability` says otherwise.

        `match` (`invoices/add`, `invoices/*`) defaults to every API call; the token endpoint has to be named:
        `oauth2/token`.
        """
        _check(name)
        if times is None and probability is None:
            times = 1
        fault = Fault(name, match, times, probability, committed)
        with self._lock:
            self._active.append(fault)
        return fault

    def clear(self) -> None:
        with self._lock:
            self._active.clear()
            self._random.seed(self.seed)

    def active(self) -> list[Fault]:
        with self._lock:
            return list(self._active)

    def choose(self, call: str) -> Chosen:
        """The faults that hit this call (`module/action`); each hit is counted."""
        slow, hidden, late = 0.0, 0.0, 0.0
        dropped: set[str] = set()
        hooks: set[str] = set()
        main: Fault | None = None
        names = []
        with self._lock:
            for fault in list(self._active):
                gentle = fault.kind in GENTLE
                if (main and not gentle) or not self._hits(fault, call):
                    continue
                names.append(fault.name)
                if fault.kind == "slow":
                    slow += float(fault.argument)
                elif fault.kind == "late_find":
                    hidden = max(hidden, float(fault.argument))
                elif fault.kind == "hook_late":
                    late = max(late, float(fault.argument))
                elif fault.kind in HOOKS | KSEF:
                    hooks.add(fault.kind)
                elif fault.kind in DROPPED:
                    dropped |= DROPPED[fault.kind]
                else:
                    main = fault
        return Chosen(slow, frozenset(dropped), hidden, main, tuple(names), frozenset(hooks), late)

    def _hits(self, fault: Fault, call: str) -> bool:
        if fault.kind in ONLY_ADD and not call.endswith("/add"):
            return False
        if fault.kind in ONLY_INVOICES and call != "invoices/add":
            return False
        if call.startswith("oauth2/") and not fault.match.startswith("oauth2/"):
            return False
        if not fnmatchcase(call, fault.match):
            return False
        if fault.probability is not None and self._random.random() >= fault.probability:
            return False
        fault.fired += 1
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self._active.remove(fault)
        return True


def _check(name: str) -> None:
    kind, _, argument = name.partition(":")
    if kind in PLAIN and not argument:
        return
    if kind not in WITH_ARGUMENT or not argument:
        raise UnknownFault(f"unknown fault: {name}")
    try:
        if kind in ("slow", "late_find", "hook_late"):
            float(argument)
        elif kind == "http":
            int(argument)
    except ValueError as error:
        raise UnknownFault(f"unreadable fault: {name}") from error
