"""The contract of a platform. One folder per platform, each with an `adapter.py` that has one `ADAPTER`.

A sale comes in on two legs: the *push*, which the platform sends and may lose, and the *pull*, which asks the platform
what the push missed. Both end in `parse`, so that the same order is the same Order whichever leg brought it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, Protocol

from mostek.sources.platform import Platform
from mostek.tax.sale import Line, Sale

if TYPE_CHECKING:
    import httpx2


class BadSignature(Exception):
    """The sender is not who it should be. Answered with 401; only a counter and `code` remain."""

    def __init__(self, code: str = "signature") -> None:
        self.code = code
        super().__init__(code)


class Ping(Exception):
    """The platform only asks whether anybody is there. Answered with 200; nothing is kept."""


class BadBody(Exception):
    """The sender is right, the body is not. `code` is stable, `detail` is for people and free of buyers' data."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        self.detail = detail
        super().__init__(f"{code}: {detail}" if detail else code)


Leg = Literal["push", "pull", "file"]


@dataclass(frozen=True, slots=True)
class Context:
    """What parsing may know besides the body. `received_on` is the Warsaw date of its arrival, `leg` how it came.

    `received_at` is the moment, for a telling that has none of its own. `key` is what `event_key` made of a push: it
    may carry what only a header says.
    """

    received_on: date
    options: Mapping[str, Any] = field(default_factory=dict)
    leg: Leg = "push"
    received_at: datetime | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Refund:
    """Money that went back to the buyer.

    `external_id` is the order's, `refund_id` names this refund for ever. `amount` is gross, in the order's currency
    and positive; None: all that had not gone back before. `lines`, where the platform says which: what was returned,
    as in a sale. It may come before its order does.
    """

    external_id: str
    refund_id: str
    amount: Decimal | None = None
    currency: str = ""
    on: date | None = None
    reason: str = ""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The order as a whole does not hold: called off, revoked, charged back. `told_at` as in `Incoming`."""

    external_id: str
    on: date | None = None
    reason: str = ""
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """One sale as a Source tells it. `number` is the order's number where buyers see another one than `external_id`.

    `paid_at`: the moment of payment (aware), where the Source knows it; by it a sale falls on a side of the cut-over.
    `told_at`: the platform's own stamp of this version (aware). An older one than what is known changes nothing;
    without it, what comes later counts.
    `asks`: a code of `tax.questions` that this Source has about the sale and no rule could have: the sale is held until
    it is answered. `other_name`: the person's name beside the company's, if that is the question.
    `days_of_arrival`: the Source does not say when it was paid, the sale carries the day on which it came.
    `is_partial`: this leg does not know everything (a list without buyers, say). It never replaces a fuller telling.
    A push that does not has the platform asked at once.
    `refunds`: those that the same body tells.
    """

    external_id: str
    sale: Sale
    number: str = ""
    days_of_arrival: bool = False
    paid_at: datetime | None = None
    told_at: datetime | None = None
    asks: str = ""
    other_name: str = ""
    is_partial: bool = False
    refunds: tuple[Refund | Cancelled, ...] = ()


@dataclass(frozen=True, slots=True)
class Ignored:
    """Understood, and nothing for us: an unpaid order, say.

    `asks_now`: it names something without telling it; the platform is asked at once.
    """

    code: str
    detail: str = ""
    asks_now: bool = False


Told = Incoming | Refund | Cancelled | Ignored


@dataclass(frozen=True, slots=True)
class Access:
    """What a call to the platform may use. `secret` and `keys` are never shown, logged or put into an error.

    `http` is made by `sources.http.new_http`: time-outs, no redirects, no private addresses. Call through
    `sources.http.call`, which turns the answers of the platform into the two errors below. `address` is where its
    pushes are to be sent.
    """

    http: httpx2.Client = field(repr=False)
    secret: str = field(default="", repr=False)
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    options: Mapping[str, Any] = field(default_factory=dict)
    address: str = ""


class NotNow(Exception):
    """The platform cannot answer at the moment: later again. `wait` in seconds, where it said how long."""

    def __init__(self, code: str, detail: str = "", wait: float | None = None) -> None:
        self.code, self.detail, self.wait = code, detail, wait
        super().__init__(code)


class NeedsYou(Exception):
    """The platform refuses, and will until a person acts: a wrong key, a missing right, a wrong address."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code, self.detail = code, detail
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Found:
    """One order, refund … that the platform lists. `key` changes whenever `body` does: id and time of change, say."""

    key: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a pull. `cursor`: where the next one begins, "" after the last; it is kept, and may be used days later.

    `newest`: the latest moment of change in this page, by the clock of the platform; None where it gives none.
    """

    found: tuple[Found, ...] = ()
    cursor: str = ""
    newest: datetime | None = None


@dataclass(frozen=True, slots=True)
class DocumentNote:
    """What a platform is told about the document of one of its orders.

    `order` is the order's `external_id`. `reference` names the document for ever. `role`: document, correction or
    proforma; `sentence` says it to the people of the shop. `link` and `ksef_number` are "" where there is none.
    """

    order: str
    reference: str
    role: str
    number: str
    sentence: str
    link: str = ""
    ksef_number: str = ""

    @property
    def labels(self) -> Mapping[str, str]:
        """What every platform keeps under the same names; never a name in which a NIP or a wish is looked for."""
        said = {"number": self.number, "url": self.link, "ksef_number": self.ksef_number}
        return {f"mostek_{self.role}_{name}": value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried with the keys. `code` is one of `core.messages`; `facts` fill its sentence."""

    code: str
    ok: bool
    facts: Mapping[str, str] = field(default_factory=dict)


class Adapter(Protocol):
    """What every platform has."""

    kind: str
    platform: Platform

    def verify(self, secret: str, headers: Mapping[str, str], body: bytes) -> None:
        """Check the signature over the raw bytes in constant time; without a secret the door is closed.

        `headers` have lower-case names. Raises BadSignature, or Ping for what carries nothing and needs no proof.
        """

    def event_key(self, headers: Mapping[str, str], body: bytes) -> str:
        """Name the event, the same for a repeated delivery. Raises BadBody for what can never be read."""

    def parse(self, body: bytes, context: Context) -> Told:
        """Raw body → what it says. Pure. Raises BadBody and nothing else, whatever the bytes are."""


class Puller(Adapter, Protocol):
    """A platform that can be asked: `platform.pulls`. All three raise NotNow and NeedsYou."""

    def pull(self, access: Access, since: datetime, cursor: str) -> Page:
        """At most a few hundred of what changed at or after `since`, the oldest first, and where to go on.

        `cursor` is "" at first, then what the page before gave; `since` stays the same until the last page. A body
        goes to `parse` with `leg="pull"`. Nothing is kept in the adapter between two calls.
        """

    def examine(self, access: Access) -> tuple[Finding, ...]:
        """Try each key with a read: for the button *Sprawdź klucze* and `mostek doctor`."""


class Registrar(Adapter, Protocol):
    """A platform where Mostek can enter its own address: `platform.registers`."""

    def register(self, access: Access, address: str) -> Finding:
        """Have pushes sent to `address`; once more does no harm. Raises NotNow and NeedsYou."""


class Lister(Adapter, Protocol):
    """A platform that lists what it sells: `platform.lists_products`."""

    def products(self, access: Access) -> Mapping[str, str]:
        """Code of a product, as `parse` writes it → its full name. Raises NotNow and NeedsYou."""


class Writer(Adapter, Protocol):
    """A platform with a place for the number of a document: `platform.writes_back`."""

    def write_back(self, access: Access, note: DocumentNote) -> None:
        """Write it to the order. Once more leaves what once does: a note stands there once.

        The platform's own message about the change is parsed like any other, so it must tell the same sale. Raises
        NotNow and NeedsYou: `write.rights` where the key may not write, `write.no_order` where the order is gone.
        """
