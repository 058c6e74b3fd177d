"""The test of a Connection: it only reads, and says what is ready, what is not, and what cannot be told from here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from mostek.core import connections, lease, tokens
from mostek.core.lease import Lease
from mostek.core.models import Connection
from mostek.wfirma.client import Client
from mostek.wfirma.errors import AuthLost, Throttled, WfirmaError
from mostek.wfirma.values import Company

# A look for this reference finds nothing; that the answer comes at all is what counts.
NOBODYS_REFERENCE = "mo-test-of-the-connection"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `code` is a heading of `messages`, `facts` fill its sentence; `ok` None: cannot be told."""

    code: str
    ok: bool | None
    facts: dict[str, object] = field(default_factory=dict)


def examine(connection: Connection) -> tuple[Check, ...]:
    """Also what makes a Connection that needed a person ready again, when nothing is in the way any more."""
    if connections.is_locked_out(connection):
        return (Check(connections.LOCKED_OUT, False),)
    try:
        with lease.ahead(connection.pk) as held:
            if held is None:
                raise Throttled("throttled.busy", wait=lease.PERSON_WAITS)
            connection.refresh_from_db()
            checks = tuple(_look(connection, held))
    except lease.LeaseLost:
        return (Check("throttled.busy", False),)
    except WfirmaError as error:
        return (_trouble(connection, error),)
    if all(check.ok is not False for check in checks if check.code.startswith("auth.")):
        connections.ready(connection.pk)
    return checks


def _look(connection: Connection, held: Lease) -> tuple[Check, ...]:
    client, mine = _companies(connection, held)
    company = next((one for one in mine if one.id == connection.company_id), None)
    if company is None:
        code = "auth.company_foreign" if connection.company_id else "auth.company"
        if connection.health != Connection.Health.NEW:
            connections.needs_you(connection.pk, code)
        return (Check(code, False),)
    if _still_lacks_scope(connection):
        return (_company(company), Check("auth.scope", False, {"said": connection.health_detail}))
    return (_company(company), *_look_around(connection, company, client))


def _companies(connection: Connection, held: Lease) -> tuple[Client, tuple[Company, ...]]:
    """The first call of the test. An access token that died before its time is renewed once."""
    client = tokens.client(connection, held)
    try:
        return client, client.companies()
    except AuthLost as error:
        if error.code != "auth.token" or not connections.expire_token(connection.pk):
            raise
    connection.refresh_from_db()
    client = tokens.client(connection, held)
    return client, client.companies()


def _still_lacks_scope(connection: Connection) -> bool:
    """Reading cannot show whether a scope for writing has come; only a new consent can have brought it."""
    return (
        connection.auth == Connection.Auth.OAUTH2
        and connection.health == Connection.Health.NEEDS_YOU
        and connection.health_code == "auth.scope"
    )


def _trouble(connection: Connection, error: WfirmaError) -> Check:
    if not isinstance(error, AuthLost):
        if isinstance(error, Throttled):  # what it asks of a person's test it asks of the worker too
            connections.refused(connection.pk, error)
        # No document is at stake in a test: the sentences about documents would be wrong.
        code = error.code if error.code.startswith("throttled.") else "check.no_answer"
        return Check(code, False, {"said": error.detail})
    code = why_denied(error.code)
    connections.needs_you(connection.pk, code, error.detail)
    return Check(code, False, {"said": error.detail})


def why_denied(code: str) -> str:
    """wFirma has one word for a wrong address and for a missing permission.

    The list of one's own companies needs no permission: who may not read even that comes from the wrong address.
    """
    return "auth.ip" if code in {"auth.permission", "auth.forbidden"} else code


def _company(company: Company) -> Check:
    return Check("check.company", True, {"name": company.name, "nip": company.nip or "–"})


def _look_around(connection: Connection, company: Company, client: Client) -> Iterator[Check]:
    says_payer = connection.seller.get("vat_status") == "active"
    same = says_payer == company.vat_payer
    yield Check("check.vat_status" if same else "check.vat_status_differs", same)
    yield _documents(connection, client)
    yield _series(client)
    codes = client.vat_codes()
    foreign = sum(1 for code in codes if code.country_id not in {"", "0"})
    yield Check("check.vat_codes", True, {"count": len(codes), "foreign": foreign})
    if connection.seller.get("oss", "registered") == "registered":
        yield Check("check.oss", None)
    yield Check("check.ksef", None)


def _documents(connection: Connection, client: Client) -> Check:
    try:
        client.invoices_by_reference(NOBODYS_REFERENCE, None)
    except AuthLost as error:
        connections.needs_you(connection.pk, error.code, error.detail)
        return Check(error.code, False, {"said": error.detail})
    return Check("check.documents", True)


def _series(client: Client) -> Check:
    """The five scopes of the help page may not cover series: then wFirma's default series is used."""
    try:
        return Check("check.series", True, {"count": len(client.series())})
    except AuthLost:
        return Check("check.series_unreadable", None)


def refine(connection: Connection, held: Lease) -> None:
    """After a refusal while issuing: one more look tells address, company and permission apart."""
    if connection.health != Connection.Health.NEEDS_YOU or connection.health_code != "auth.permission":
        return
    try:
        mine = tokens.client(connection, held).companies()
    except AuthLost as denied:
        connections.needs_you(connection.pk, why_denied(denied.code), denied.detail)
    except WfirmaError:
        return  # the refusal stands as it was told
    else:
        if all(one.id != connection.company_id for one in mine):
            connections.needs_you(connection.pk, "auth.company_foreign")
