"""OAuth 2.0 of wFirma: the consent address, the exchange of the code, the refresh.

Refresh tokens rotate: each answer is the only copy of the next one, so a lost answer is `OutcomeUnknown` and
must be treated as "the old token may be dead", never repeated at once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import httpx2

from mostek.wfirma.codes import STATUS, normalised, status_verdict, to_error
from mostek.wfirma.errors import AuthLost, OutcomeUnknown, WfirmaError
from mostek.wfirma.redact import redact
from mostek.wfirma.wire import RawReply, send_once

# The five of the set-up guide; they suffice for companies, buyers, documents, e-mail and PDF.
SCOPES = ("contractors-read", "companies-read", "contractors-write", "invoices-read", "invoices-write")

# Asked for only once the seller wants wFirma to tell of new documents.
WEBHOOK_SCOPES = ("webhooks-read", "webhooks-write")
# Only for a company whose lines lose their GTU; asked for when the application has them.
GOODS_SCOPES = ("goods-read", "goods-write")

TOKEN_SECONDS = 45.0

# Not documented. Only used when the answer does not say; a token that dies earlier answers 401 and is
# refreshed.
EXPIRES_IN_FALLBACK = 3600


@dataclass(frozen=True, slots=True)
class Tokens:
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int = EXPIRES_IN_FALLBACK


def authorise_url(
    login_base: str, client_id: str, redirect_uri: str, state: str, scopes: Sequence[str] = SCOPES
) -> str:
    """Where to send the browser. `login_base` is `https://wfirma.pl`: another host than the API's."""
    # Reference: https://doc.wfirma.pl/ (OAuth 2.0); the scopes are separated by a space.
    query = {
        "response_type": "code",
        "client_id": client_id,
        "scope": " ".join(scopes),
        "redirect_uri": redirect_uri,
        "state": state,
    }
    return f"{login_base.rstrip('/')}/oauth2/auth?{urlencode(query, quote_via=quote)}"


def exchange(
    http: httpx2.Client,
    api_base: str,
    *,
    client_id: str,
    client_secret: str,
    code: str,
    redirect_uri: str,
) -> Tokens:
    """A code is good for one exchange. `AuthLost("auth.code_refused")`: a new consent is needed."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "client_id": client_id,
        "client_secret": client_secret,
    }
    answer = _token_call(http, api_base, form, refused="auth.code_refused")
    return _tokens(answer, refresh_fallback="")


def refresh(
    http: httpx2.Client, api_base: str, *, client_id: str, client_secret: str, refresh_token: str
) -> Tokens:
    """A new pair; the old refresh token is dead from here on. One refresher at a time, and store before use.

    `AuthLost("auth.refresh_dead")`: a new consent is needed. `OutcomeUnknown`: the token may have been
    rotated and the new one lost. `NotSent` and `Throttled`: the old pair is still good.
    """
    form = {
        "grant_type": "refresh_token",
        "refresh_token": refresh_token,
        "client_id": client_id,
        "client_secret": client_secret,
    }
    answer = _token_call(http, api_base, form, refused="auth.refresh_dead")
    # RFC 6749 §6: no new refresh token in the answer means that the old one stays.
    return _tokens(answer, refresh_fallback=refresh_token)


def _token_call(
    http: httpx2.Client, api_base: str, form: Mapping[str, str], *, refused: str
) -> dict[str, Any]:
    # Reference: https://doc.wfirma.pl/ (OAuth 2.0, access token); the form encoding is what live clients use.
    request = http.build_request(
        "POST",
        f"{api_base.rstrip('/')}/oauth2/token",
        params={"oauth_version": "2"},
        data=dict(form),
        headers={"Accept": "application/json"},
    )
    raw = send_once(http, request, seconds=TOKEN_SECONDS)
    answer = _json_object(raw.body)
    if raw.http_status == 200 and isinstance(answer.get("access_token"), str):
        return answer
    raise _refusal(raw, answer, refused)


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _refusal(raw: RawReply, answer: Mapping[str, Any], refused: str) -> WfirmaError:
    status = answer.get("status")
    code = status.get("code") if isinstance(status, dict) else None
    if isinstance(code, str):
        verdict = status_verdict(code, action="token", is_write=True)
        # Gate-keepers only: any other word leaves it open whether the token was rotated.
        if verdict.kind in ("auth", "throttled") and normalised(code) in STATUS:
            return to_error(verdict, redact(code), http_status=raw.http_status)
    error = answer.get("error")
    if not isinstance(error, str) or raw.http_status >= 500:
        name = "unknown.http_5xx" if raw.http_status >= 500 else "unknown.token_answer"
        return OutcomeUnknown(name, f"HTTP {raw.http_status}", http_status=raw.http_status)
    description = answer.get("error_description")
    detail = redact(f"{error}: {description}" if isinstance(description, str) else error)
    names = {
        "invalid_grant": refused,
        "invalid_client": "auth.client",
        "unauthorized_client": "auth.client",
        "invalid_scope": "auth.scope",
    }
    return AuthLost(names.get(error.strip().lower(), "auth.refused"), detail, http_status=raw.http_status)


def _tokens(answer: Mapping[str, Any], *, refresh_fallback: str) -> Tokens:
    access = answer.get("access_token")
    renewed = answer.get("refresh_token") or refresh_fallback
    if not _is_token(access) or not _is_token(renewed):
        raise OutcomeUnknown("unknown.token_answer", "tokens missing or misshapen")
    return Tokens(str(access), str(renewed), _seconds(answer.get("expires_in")))


def _is_token(value: object) -> bool:
    return (
        isinstance(value, str)
        and 0 < len(value) <= 8192
        and value.isascii()
        and value.isprintable()
        and " " not in value
    )


def _seconds(value: object) -> int:
    text = str(value)
    if isinstance(value, bool) or not text.isascii() or not text.isdigit() or not 0 < len(text) < 10:
        return EXPIRES_IN_FALLBACK
    return int(text) or EXPIRES_IN_FALLBACK
