"""A wire that answers what the test says, and remembers what it was asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx2

from mostek.wfirma.client import Client
from mostek.wfirma.transport import ApiKeys, Bearer, Transport, new_http

BASE = "https://api2.wfirma.example"


class Wire(httpx2.BaseTransport):
    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.requests: list[httpx2.Request] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Callable):
            return answer(request)
        if isinstance(answer, httpx2.Response):
            return answer
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        return httpx2.Response(200, content=body, headers={"Content-Type": "application/json"})

    def body(self, number: int = -1) -> Any:
        return json.loads(self.requests[number].content)


def transport(wire: Wire, auth: Bearer | ApiKeys | None = None) -> Transport:
    return Transport(BASE, auth or Bearer("token-of-the-test"), http=new_http(wire))


def client(wire: Wire, company_id: str | None = "111222") -> Client:
    return Client(transport(wire), company_id)


def ok(module: str = "", records: list[dict[str, Any]] | None = None, **paging: Any) -> dict[str, Any]:
    """An OK answer in wFirma's JSON shape; `records` come with their wrapper."""
    answer: dict[str, Any] = {"status": {"code": "OK"}}
    if module:
        branch: dict[str, Any] = {str(n): record for n, record in enumerate(records or [])}
        if paging:
            branch["parameters"] = paging
        answer[module] = branch
    return answer
