"""Who calls, for which company, and whether they may. Each refusal is a status code of the API."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from mostek.sandbox.wfirma.records import Application, Company, Grant, User
from mostek.sandbox.wfirma.state import Books

LOCK_OUT = timedelta(minutes=5)


class Refused(Exception):
    def __init__(self, code: str, http_status: int = 200) -> None:
        super().__init__(code)
        self.code, self.http_status = code, http_status


@dataclass(frozen=True, slots=True)
class Caller:
    """`application` and `grant` are None with API keys."""

    user: User
    application: Application | None = None
    grant: Grant | None = None


def authenticate(books: Books, headers: Mapping[str, str], query: Mapping[str, str], address: str) -> Caller:
    """The caller behind a Bearer token or three keys (`headers` in lower case); raises `Refused`."""
    _check_lock_out(books, address)
    bearer = headers.get("authorization", "")
    if bearer.startswith("Bearer "):
        # Guess: without oauth_version=2 the server does not look at the Bearer at all.
        if query.get("oauth_version") != "2":
            raise Refused("AUTH")
        caller = _caller_of_token(books, bearer.removeprefix("Bearer ").strip(), address)
    else:
        caller = _caller_of_keys(books, headers, address)
    application = caller.application
    if application and books.settings.check_ip and application.ip != address:
        raise Refused(books.settings.wrong_ip_code)
    return caller


def _caller_of_token(books: Books, token: str, address: str) -> Caller:
    held = books.ledger.access_tokens.get(token)
    if held is None:
        _count_failure(books, address)
        raise Refused("AUTH", 401)
    grant = books.ledger.grants[held.grant_id]
    application = books.ledger.applications.get(grant.application_id)
    user = books.ledger.users.get(grant.user_id)
    if application is None or application.status != "verified" or user is None:
        raise Refused("AUTH", 401)
    if grant.revoked or held.expires <= books.clock():
        raise Refused("AUTH", 401)
    return Caller(user, application, grant)


def _caller_of_keys(books: Books, headers: Mapping[str, str], address: str) -> Caller:
    access, secret, app = (headers.get(name, "") for name in ("accesskey", "secretkey", "appkey"))
    key = next((k for k in books.ledger.api_keys.values() if access and k.access_key == access), None)
    known = key is not None and secrets.compare_digest(key.secret_key, secret)
    if key is None or not known or app not in books.ledger.app_keys:
        _count_failure(books, address)
        raise Refused("AUTH")
    return Caller(books.ledger.users[key.user_id])


def _count_failure(books: Books, address: str) -> None:
    books.failures.setdefault(address, deque(maxlen=100)).append(books.clock())


def _check_lock_out(books: Books, address: str) -> None:
    since = books.clock() - LOCK_OUT
    recent = [moment for moment in books.failures.get(address, ()) if moment > since]
    if len(recent) >= books.settings.auth_failure_limit:
        raise Refused("AUTH FAILED LIMIT WAIT 5 MINUTES")


def choose_company(books: Books, user: User, company_id: str | None) -> Company:
    """The company of the call. Only `company_id` counts; any other spelling never arrives here."""
    mine = user.company_ids()
    if company_id:
        if not company_id.isdigit() or int(company_id) not in mine:
            raise Refused("ACCESS DENIED")
        return books.ledger.companies[int(company_id)]
    if not mine:
        raise Refused("ACCESS DENIED")
    if len(mine) == 1:
        return books.ledger.companies[mine[0]]
    if books.settings.without_company == "required":
        raise Refused("COMPANY ID REQUIRED")
    return books.ledger.companies[user.current_company_id]


def check_scope(caller: Caller, scope: str | None) -> None:
    if scope and caller.grant and scope not in caller.grant.scopes:
        raise Refused("DENIED SCOPE REQUESTED")


def check_permission(caller: Caller, permission: str | None) -> None:
    if permission and not caller.user.may(permission):
        raise Refused("ACCESS DENIED")
