"""OAuth 2.0 as wFirma does it: checked requests, single-use codes, rotating refresh tokens. No HTTP here.

Reference: doc.wfirma.pl, section OAuth 2.0; refusals and lifetimes are partly guessed, see COVERAGE.md.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from mostek.sandbox.wfirma.applications import settle
from mostek.sandbox.wfirma.records import AccessToken, Application, Code, Grant, User
from mostek.sandbox.wfirma.state import Books

# The list of the application form.
SCOPES = [
    "companies-read",
    "company_accounts-read",
    "company_accounts-write",
    "company_addresses-read",
    "company_packs-read",
    "contractors-read",
    "contractors-write",
    "documents-read",
    "goods-read",
    "goods-write",
    "invoice_deliveries-read",
    "invoice_deliveries-write",
    "invoice_descriptions-read",
    "invoices-read",
    "invoices-write",
    "notes-read",
    "notes-write",
    "payments-read",
    "payments-write",
    "series-read",
    "series-write",
    "tags-read",
    "tags-write",
    "users-read",
    "webhooks-read",
    "webhooks-write",
]


class RequestRefused(Exception):
    """The authorisation request cannot be shown to the user; the text is for them, nothing is redirected."""


class TokenRefused(Exception):
    def __init__(self, error: str, description: str, status: int) -> None:
        super().__init__(error)
        self.error, self.description, self.status = error, description, status


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    application: Application
    scopes: list[str]
    redirect_uri: str
    state: str | None


def check_request(books: Books, query: Mapping[str, str]) -> AuthorizationRequest:
    settle(books)
    application = books.ledger.application_of(query.get("client_id", ""))
    if application is None or not application.client_id:
        raise RequestRefused("Nieznany identyfikator klienta (client_id).")
    if application.status == "rejected":
        raise RequestRefused("Aplikacja została odrzucona przez wFirma.")
    if application.status != "verified":
        raise RequestRefused("Aplikacja oczekuje na weryfikację przez wFirma.")
    if query.get("redirect_uri", "") != application.redirect_uri:
        raise RequestRefused("Adres zwrotny (redirect_uri) jest inny niż podany w aplikacji.")
    if query.get("response_type") != "code":
        raise RequestRefused("Nieobsługiwany rodzaj odpowiedzi (response_type). Dozwolona wartość: code.")
    scopes = query.get("scope", "").split()
    if not scopes:
        raise RequestRefused("Brak zakresu (scope).")
    extra = [scope for scope in scopes if scope not in application.scopes]
    if extra:
        raise RequestRefused(f"Zakres niedostępny dla tej aplikacji: {', '.join(extra)}.")
    return AuthorizationRequest(application, scopes, application.redirect_uri, query.get("state"))


def issue_code(books: Books, request: AuthorizationRequest, user: User) -> str:
    code = secrets.token_hex(20)
    books.ledger.codes[code] = Code(
        code=code,
        application_id=request.application.id,
        user_id=user.id,
        scopes=request.scopes,
        redirect_uri=request.redirect_uri,
        expires=books.clock() + timedelta(seconds=books.settings.code_seconds),
    )
    return code


def way_back(request: AuthorizationRequest, answer: dict[str, str]) -> str:
    """The redirect address with the answer; a query string that was registered stays."""
    mark = "&" if "?" in request.redirect_uri else "?"
    return f"{request.redirect_uri}{mark}{urlencode(answer)}"


def answer_token_request(books: Books, form: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON of the token endpoint; raises `TokenRefused`."""
    settle(books)
    application = books.ledger.application_of(str(form.get("client_id", "")))
    if (
        application is None
        or application.status != "verified"
        or not secrets.compare_digest(application.client_secret, str(form.get("client_secret", "")))
    ):
        raise TokenRefused(
            "invalid_client", "Client authentication failed", books.settings.invalid_client_status
        )
    grant_type = form.get("grant_type")
    if grant_type == "authorization_code":
        grant = _exchange(books, application, form)
    elif grant_type == "refresh_token":
        grant = _refresh(books, application, form)
    else:
        raise TokenRefused("unsupported_grant_type", "Unknown grant type", books.settings.token_error_status)
    return token_answer(books, grant)


def _exchange(books: Books, application: Application, form: Mapping[str, Any]) -> Grant:
    code = books.ledger.codes.get(str(form.get("code", "")))
    if code is None or code.application_id != application.id:
        raise _invalid_grant(books, "Unknown authorization code")
    if code.used or code.expires <= books.clock():
        raise _invalid_grant(books, "The authorization code has expired")
    if form.get("redirect_uri") != code.redirect_uri:
        raise _invalid_grant(books, "The redirect_uri does not match")
    code.used = True
    return make_grant(books, application, books.ledger.users[code.user_id], code.scopes)


def make_grant(books: Books, application: Application, user: User, scopes: list[str]) -> Grant:
    grant = Grant(
        id=books.ledger.next_id("grant"),
        application_id=application.id,
        user_id=user.id,
        scopes=scopes,
        refresh_token=secrets.token_hex(20),
        refresh_expires=books.clock() + timedelta(days=books.settings.refresh_token_days),
    )
    books.ledger.grants[grant.id] = grant
    return grant


def _refresh(books: Books, application: Application, form: Mapping[str, Any]) -> Grant:
    token = str(form.get("refresh_token", ""))
    grant = next((g for g in books.ledger.grants.values() if token and g.refresh_token == token), None)
    if grant is None or grant.revoked or grant.application_id != application.id:
        raise _invalid_grant(books, "The refresh token is invalid")
    if grant.refresh_expires <= books.clock():
        raise _invalid_grant(books, "The refresh token has expired")
    grant.refresh_token = secrets.token_hex(20)
    grant.refresh_expires = books.clock() + timedelta(days=books.settings.refresh_token_days)
    return grant


def _invalid_grant(books: Books, description: str) -> TokenRefused:
    return TokenRefused("invalid_grant", description, books.settings.token_error_status)


def token_answer(books: Books, grant: Grant) -> dict[str, Any]:
    """A new access token with what the token endpoint says beside it."""
    return {
        "access_token": make_access_token(books, grant),
        "token_type": "Bearer",
        "expires_in": int(books.settings.access_token_seconds),
        "refresh_token": grant.refresh_token,
        "scope": " ".join(grant.scopes),
    }


def make_access_token(books: Books, grant: Grant) -> str:
    tokens = books.ledger.access_tokens
    moment = books.clock()
    for old in [token for token, held in tokens.items() if held.expires <= moment - timedelta(days=1)]:
        del tokens[old]
    token = secrets.token_hex(20)
    expires = moment + timedelta(seconds=books.settings.access_token_seconds)
    tokens[token] = AccessToken(grant_id=grant.id, expires=expires)
    return token
