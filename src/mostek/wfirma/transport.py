"""Calls of wFirma's API: address, login, one line of log. What the answer means is read in `reply.py`."""

from __future__ import annotations

import json
import logging
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx2

from mostek.wfirma.errors import WfirmaError
from mostek.wfirma.reply import Reply, read
from mostek.wfirma.wire import DEADLINE_SECONDS, new_http, send_once

__all__ = ["ApiKeys", "Bearer", "Transport", "new_http"]

logger = logging.getLogger("mostek.wfirma")

READS = frozenset({"find", "get", "download"})


@dataclass(frozen=True, slots=True)
class Bearer:
    """OAuth 2.0."""

    token: str = field(repr=False)

    def __post_init__(self) -> None:
        _check_header(self.token)

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass(frozen=True, slots=True)
class ApiKeys:
    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    app_key: str = field(repr=False)

    def __post_init__(self) -> None:
        for key in (self.access_key, self.secret_key, self.app_key):
            _check_header(key)

    def headers(self) -> dict[str, str]:
        return {"accessKey": self.access_key, "secretKey": self.secret_key, "appKey": self.app_key}


def _check_header(value: str) -> None:
    # Checked here, with a message that does not carry the value: a header error later on would print it.
    if not value or not value.isascii() or not value.isprintable() or " " in value:
        raise ValueError("a key or token has to be printable ASCII without spaces")


class Transport:
    """`base_url` is `https://api2.wfirma.pl` or the sandbox. `http` is made by `new_http`; share it."""

    def __init__(self, base_url: str, auth: Bearer | ApiKeys, *, http: httpx2.Client | None = None) -> None:
        self._base_url = base_url.rstrip("/")
        self._auth = auth
        self._http = http or new_http()

    def call(
        self,
        module: str,
        action: str,
        id: str | int | None = None,
        body: Mapping[str, object] | None = None,
        *,
        company_id: str | int | None,
        before_wire: Callable[[], None] | None = None,
        timeout: float | None = None,
    ) -> Reply:
        """One call, never repeated. A well-formed OK, or one of the five errors.

        `before_wire` runs once, right before the first byte leaves, and may raise `NotSent`. `timeout` is for
        the whole call, in seconds. Reads (`find`, `get`, `download`) raise the same errors; `OutcomeUnknown`
        is harmless there.
        """
        request = self._request(module, action, id, body, company_id)
        request_id = uuid.uuid4().hex[:12]
        started = time.monotonic()
        http_status, code = 0, "OK"
        try:
            raw = send_once(self._http, request, before_wire=before_wire, seconds=timeout or DEADLINE_SECONDS)
            http_status = raw.http_status
            return read(
                raw.http_status,
                raw.content_type,
                raw.body,
                is_write=action not in READS,
                module=module,
                action=action,
                retry_after=raw.retry_after,
            )
        except WfirmaError as error:
            code = error.code
            raise
        except BaseException as error:
            code = type(error).__name__
            raise
        finally:
            ms = round((time.monotonic() - started) * 1000)
            logger.info(
                "wfirma %s %s/%s http=%s result=%s ms=%d", request_id, module, action, http_status, code, ms
            )

    def _request(
        self,
        module: str,
        action: str,
        id: str | int | None,
        body: Mapping[str, object] | None,
        company_id: str | int | None,
    ) -> httpx2.Request:
        path = f"{self._base_url}/{module}/{action}"
        if id is not None:
            path += f"/{_digits(id)}"
        # Exactly these spellings: wFirma ignores `input_format` and `companyId` in silence.
        query = {"inputFormat": "json", "outputFormat": "json"}
        if company_id not in (None, ""):
            query["company_id"] = _digits(company_id)
        if isinstance(self._auth, Bearer):
            query["oauth_version"] = "2"
        headers = {**self._auth.headers(), "Accept": "application/json"}
        content = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
        method = {"get": "GET", "delete": "DELETE"}.get(action, "POST")
        return self._http.build_request(method, path, params=query, headers=headers, content=content)


def _digits(id: str | int | None) -> str:
    text = str(id)
    if not (text.isascii() and text.isdigit()):
        raise ValueError("ids of wFirma are digits")
    return text
