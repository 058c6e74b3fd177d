"""A receiver of messages with a memory, and a Connection that tells it everything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from mostek.core.models import Delivery, Endpoint
from mostek.core.outgoing import deliver, endpoints, events


class Receiver(httpx2.BaseTransport):
    """Answers `status` to everything; 0 is a broken line. `heard` are the requests, bodies read."""

    def __init__(self) -> None:
        self.status, self.headers = 204, dict[str, str]()
        self.heard: list[httpx2.Request] = []
        self.refuses: set[str] = set()  # ids of messages that get 400

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        self.heard.append(request)
        if not self.status:
            raise httpx2.ConnectError("refused", request=request)
        if request.headers.get("webhook-id") in self.refuses:
            return httpx2.Response(400)
        return httpx2.Response(self.status, headers=self.headers)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    with deliver.over(made):
        yield made


@pytest.fixture
def endpoint(connection: Any, receiver: Receiver) -> Endpoint:
    return endpoints.add(connection, "https://shop.example/hook", list(events.EVENTS))


def only() -> Delivery:
    return Delivery.objects.get()
