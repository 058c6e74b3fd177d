"""Two Connections: each its own credentials, company, books, members and troubles."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from mostek.core import work
from mostek.core.models import Connection, Document, Source, User
from mostek.lib import clock
from mostek.sandbox.wfirma import oauth
from mostek.sandbox.wfirma.applications import register
from mostek.sandbox.wfirma.records import Membership
from tests.conftest import Wfirma, make_connection
from tests.core.deliveries import private_sale, signature

FIRST, SECOND = "111222", "111223"


def own_consent(wfirma: Wfirma, name: str, login: str) -> dict[str, str]:
    """An application of its own and a consent by its own user of wFirma."""
    with wfirma.books.acting() as ledger:
        application = register(wfirma.books, {"name": name})
        user = ledger.user_of(login)
        assert user is not None
        grant = oauth.make_grant(wfirma.books, application, user, application.scopes)
        token = oauth.make_access_token(wfirma.books, grant)
    return {
        "client_id": application.client_id,
        "client_secret": application.client_secret,
        "access_token": token,
        "refresh_token": grant.refresh_token,
    }


@pytest.fixture
def two(wfirma: Wfirma, noon: None, db: None) -> tuple[Source, Source]:
    """Jan's company, a VAT payer; and Ola's, which is not. Neither user may enter the other's company."""
    ledger = wfirma.books.ledger
    jan, ola = ledger.user_of("jan@demo.example"), ledger.user_of("ola@demo.example")
    assert jan is not None
    assert ola is not None
    jan.memberships = [one for one in jan.memberships if str(one.company_id) == FIRST]
    ola.memberships, ola.role = [Membership(id=9900, company_id=int(SECOND))], "admin"
    lifetime = {"access_expires_at": clock.now() + timedelta(hours=12), "refreshed_at": clock.now()}
    connections = [
        make_connection(wfirma, name="Kursy", **own_consent(wfirma, "Kursy", jan.login), **lifetime),
        make_connection(
            wfirma,
            name="Warsztaty",
            company_id=SECOND,
            seller={"vat_status": "exempt_113", "consumer_document": "receipt"},
            **own_consent(wfirma, "Warsztaty", ola.login),
            **lifetime,
        ),
    ]
    first, second = [
        Source.objects.create(
            connection=one, kind="publigo", name=one.name, secret=f"key-{one.name}", created_at=clock.now()
        )
        for one in connections
    ]
    return first, second


def sell(client: Client, source: Source, number: int) -> None:
    body = private_sale(number)
    answer = client.post(
        f"/in/{source.key}/",
        body,
        content_type="application/json; charset=utf-8",
        headers={"x-wpidea-signature": signature(body, source.secret)},
    )
    assert answer.status_code == 200


def books(wfirma: Wfirma) -> dict[str, list[str]]:
    """Company → references of its documents."""
    found: dict[str, list[str]] = {}
    for row in wfirma.documents:
        found.setdefault(str(row.company_id), []).append(row.id_external)
    return found


def test_each_sale_goes_to_the_books_of_its_own_company(client, two, wfirma):
    first, second = two
    for number in (1, 2, 3):
        sell(client, first, number)
    sell(client, second, 1)  # the same number at another shop is another sale
    work.step()
    references = {str(one.connection.company_id): [] for one in Document.objects.select_related("connection")}
    for one in Document.objects.select_related("connection"):
        assert one.state == "issued", one.reason
        references[one.connection.company_id].append(one.reference)
    assert {company: sorted(rows) for company, rows in books(wfirma).items()} == {
        company: sorted(rows) for company, rows in references.items()
    }
    assert {company: len(rows) for company, rows in references.items()} == {FIRST: 3, SECOND: 1}


def test_a_signature_of_one_shop_opens_no_other(client, two, wfirma):
    first, second = two
    body = private_sale(1)
    answer = client.post(
        f"/in/{second.key}/",
        body,
        content_type="application/json",
        headers={"x-wpidea-signature": signature(body, first.secret)},
    )
    assert answer.status_code in {401, 403}
    work.step()
    assert wfirma.documents == []


def test_trouble_with_one_does_not_hold_up_the_other(client, two, wfirma):
    first, second = two
    for token, held in wfirma.books.ledger.access_tokens.items():
        grant = wfirma.books.ledger.grants[held.grant_id]
        if token == first.connection.access_token:
            grant.revoked = True
    sell(client, first, 1)
    sell(client, second, 2)
    for _ in range(3):
        work.step()
        clock.advance(timedelta(seconds=10))
    states = dict(Document.objects.values_list("connection__name", "state"))
    assert states == {"Kursy": "pending", "Warsztaty": "issued"}
    health = dict(Connection.objects.values_list("name", "health"))
    assert health == {"Kursy": "needs_you", "Warsztaty": "ready"}


def test_the_credentials_of_one_do_not_open_the_company_of_the_other(two, wfirma):
    from mostek.core import examine

    first, _ = two
    first.connection.company_id = SECOND
    first.connection.save()
    (check,) = examine.examine(first.connection)
    assert (check.code, check.ok) == ("auth.company_foreign", False)


def test_a_member_of_one_sees_nothing_of_the_other(client, two, wfirma):
    first, second = two
    anna = User.objects.create_user("anna", "anna@example.com", "trzy-zwykle-slowa")
    first.connection.members.add(anna)
    sell(client, first, 1)
    sell(client, second, 7002)
    work.step()
    browser = Client()
    browser.force_login(anna)
    for page in (
        "/",
        "/orders/",
        "/documents/",
        "/inbox/",
        "/sources/",
        "/settings/",
        "/settings/integrations/",
    ):
        text = browser.get(page).content.decode()
        assert "Warsztaty" not in text
        assert "7002" not in text
    theirs = Document.objects.get(connection=second.connection)
    for address in (
        f"/settings/integrations/wfirma/{second.connection_id}/",
        f"/settings/integrations/wfirma/{second.connection_id}/keys/",
        f"/orders/{theirs.order_id}/",
        f"/documents/{theirs.pk}/pdf/",
        f"/sources/{second.pk}/",
    ):
        assert browser.get(address).status_code == 404
    assert "Kursy" in browser.get("/settings/integrations/").content.decode()
