from __future__ import annotations

import httpx2
import pytest

from mostek.sandbox.publigo.shop import Shop

URL = "https://mostek.example/hooks/publigo/1"


class Receiver(httpx2.MockTransport):
    """Keeps what it was sent and answers with `status`."""

    def __init__(self, status: int = 200) -> None:
        self.requests: list[httpx2.Request] = []
        self.status = status
        super().__init__(self.receive)

    def receive(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        return httpx2.Response(self.status, text="odpowiedź odbiorcy")


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def shop(receiver: Receiver) -> Shop:
    """Sells, and tells `receiver`."""
    shop = Shop.seed(transport=receiver)
    shop.key = "demo-licence-key"
    shop.add_webhook(URL)
    return shop
