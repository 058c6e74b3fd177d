"""Who may see what: strangers, neighbours, and the first account."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.urls.converters import IntConverter

from mostek.core import setup
from mostek.core.models import Document, Pdf, User
from mostek.panel import urls
from mostek.panel.middleware import OPEN
from tests.panel.conftest import PASSWORD, held, make_firm, signed_in

PATTERNS = {pattern.name: pattern for pattern in urls.urlpatterns}
OWNED = sorted(
    name
    for name, pattern in PATTERNS.items()
    if any(isinstance(one, IntConverter) for one in pattern.pattern.converters.values())
)
FREE = sorted(set(PATTERNS) - set(OWNED))
WORDS = {"source_kind": {"kind": "publigo"}}


def address(name: str, pk: int | None = None) -> str:
    return reverse(f"panel:{name}", kwargs={"pk": pk} if pk else WORDS.get(name, {}))


def key_of(firm, name: str) -> int:
    """A URL belongs to the noun its name begins with; a new noun has to be entered in `Firm.keys`."""
    (found,) = [pk for noun, pk in firm.keys().items() if name.startswith(noun)]
    return found


@pytest.mark.parametrize("name", OWNED)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_neighbours_row_does_not_exist(name, method, anna, bogdan):
    theirs = make_firm(bogdan, "Sąsiad", **held())
    make_firm(anna, "Moja")

    answer = getattr(signed_in(anna), method)(address(name, key_of(theirs, name)), {"on": "0"})

    allowed = {404} if answer.status_code != 405 else {405}
    assert answer.status_code in allowed
    assert "Sąsiad" not in answer.content.decode()
    theirs.connection.refresh_from_db()
    assert theirs.connection.is_on
    assert Document.objects.get(pk=theirs.document.pk).state == Document.State.HELD
    assert not theirs.rest.api_keys.exists()
    assert not Pdf.objects.exists()


@pytest.mark.parametrize("name", OWNED)
def test_every_url_of_a_row_answers_404_to_a_neighbour_by_one_method_at_least(name, anna, bogdan):
    theirs = make_firm(bogdan)
    url = address(name, key_of(theirs, name))
    client = signed_in(anna)
    assert 404 in {client.get(url).status_code, client.post(url).status_code}


@pytest.mark.parametrize("name", sorted(set(FREE) - OPEN - {"logout", "connection_add"}))
def test_lists_show_nothing_of_a_neighbour(name, anna, bogdan):
    make_firm(bogdan, "Sąsiad", **held())
    make_firm(anna, "Moja")
    text = signed_in(anna).get(address(name)).content.decode()
    assert "Sąsiad" not in text


@pytest.mark.parametrize("name", sorted(set(PATTERNS) - OPEN))
def test_a_stranger_is_asked_to_sign_in_everywhere(name, anna):
    firm = make_firm(anna)
    url = address(name, key_of(firm, name) if name in OWNED else None)
    for method in ("get", "post"):
        answer = getattr(Client(), method)(url)
        assert answer.status_code == 302
        assert answer["location"].startswith("/login/?next=")


def test_a_superuser_sees_every_firm(bogdan, db):
    theirs = make_firm(bogdan, "Sąsiad")
    root = User.objects.create_superuser("root", password=PASSWORD)
    answer = signed_in(root).get(address("order", theirs.order.pk))
    assert answer.status_code == 200
    assert "Żaneta Łąka" in answer.content.decode()


@pytest.mark.parametrize("name", sorted(set(FREE) - {"first_run", "language"}))
def test_before_the_first_account_every_page_leads_to_it(name, db):
    answer = Client().get(address(name))
    assert answer.status_code == 302
    assert answer["location"] == "/start/"


def first_account(**changes: str) -> dict[str, str]:
    return {
        "code": setup.code(),
        "username": "anna",
        "email": "anna@example.com",
        "password": PASSWORD,
        **changes,
    }


def test_the_first_account_needs_the_code_of_the_server_and_then_sees_the_overview(db):
    client = Client(headers={"accept-language": "pl"})

    refused = client.post("/start/", first_account(code="zgaduje"))
    assert refused.status_code == 422
    assert "To nie jest kod wypisany przez serwer" in refused.content.decode()
    assert 'value="anna@example.com"' in refused.content.decode()
    assert PASSWORD not in refused.content.decode()
    assert not User.objects.exists()

    made = client.post("/start/", first_account(), follow=True)
    assert made.redirect_chain[-1][0] == "/"
    assert "Pierwsze kroki" in made.content.decode()
    assert User.objects.get().is_superuser


def test_there_is_no_second_first_account(anna):
    assert Client().get("/start/")["location"] == "/"
    Client().post("/start/", first_account(username="intruz"))
    assert not User.objects.filter(username="intruz").exists()


def test_guessing_the_one_time_code_is_slowed_down(db):
    client = Client(headers={"accept-language": "pl"})
    for _ in range(5):
        client.post("/start/", first_account(code="zgaduje"))
    late = client.post("/start/", first_account())
    assert "Odczekaj 15 minut" in late.content.decode()
    assert not User.objects.exists()
