"""The way through consent without a browser: Mostek's pages by Django's client, wFirma's by Flask's."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from mostek.core.models import Connection


def generate(panel: Any, connection: Connection) -> str:
    """Press *Generuj*; the address at wFirma to which the browser is sent."""
    answer = panel.post(
        f"/settings/integrations/wfirma/{connection.pk}/keys/", {**keys(connection), "generate": "1"}
    )
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["location"]).removeprefix("http://wfirma.sandbox")


def keys(connection: Connection) -> dict[str, str]:
    connection.refresh_from_db()
    return {"client_id": connection.client_id, "client_secret": connection.client_secret}


def at_wfirma(wfirma: Any, address: str, login: str = "jan@demo.example", decision: str = "allow") -> Any:
    """Sign in at wFirma, answer its question; its last page, with the way back on it if there is one."""
    browser = wfirma.app.test_client()
    browser.post("/panel/logowanie", data={"login": login, "password": "demo"})
    page = browser.get(address)
    return page if page.status_code != 200 else browser.post(address, data={"decision": decision})


def way_back(page: Any) -> str:
    """Where *Wróć do systemu* leads, as a path of Mostek."""
    found = re.search(r'href="http://localhost:8000([^"]+)"', page.get_data(as_text=True))
    assert found, page.get_data(as_text=True)
    return unescape(found[1])


def consent(panel: Any, wfirma: Any, connection: Connection, login: str = "jan@demo.example") -> Any:
    """All of it; Mostek's answer to the way back."""
    page = at_wfirma(wfirma, generate(panel, connection), login)
    answer = panel.get(way_back(page))
    connection.refresh_from_db()
    return answer
