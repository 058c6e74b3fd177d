"""The whole road: a signed webhook comes in, a document with a number stands in wFirma."""

from __future__ import annotations

from decimal import Decimal

from mostek.core import work
from mostek.core.models import Document, Event, Order
from tests.core.deliveries import COMPANY, PRIVATE, deliver, private_sale


def test_a_company_gets_an_invoice_with_the_delivery_fee_as_a_line(client, publigo, wfirma):
    assert deliver(client, publigo, COMPANY).status_code == 200
    work.step()

    document = Document.objects.get()
    assert (document.kind, document.state) == ("invoice", "issued")
    assert document.number == "FV 1/11/2026"
    (booked,) = wfirma.documents
    assert booked.type == "normal"
    assert Decimal(booked.total) == Decimal("361.99")
    assert booked.contractor_detail.nip == "1111111111"
    assert booked.contractor_detail.name == "Przykład sp. z o.o."
    assert [(line.name, Decimal(line.count), Decimal(line.price)) for line in booked.lines] == [
        ("Kurs fotografii", 1, Decimal("250.00")),
        ("Album", 2, Decimal("49.00")),
        ("Koszt dostawy", 1, Decimal("13.99")),
    ]
    assert booked.id_external == document.reference


def test_a_private_buyer_who_asked_for_nothing_gets_a_receipt(client, publigo, wfirma):
    deliver(client, publigo, PRIVATE)
    work.step()

    (booked,) = wfirma.documents
    assert booked.type == "receipt_normal"
    assert Decimal(booked.total) == Decimal("99.00")
    assert Document.objects.get().number.startswith("PAR 1/")


def test_a_private_buyer_who_asked_gets_an_invoice_without_a_tax_number(client, publigo, wfirma):
    deliver(client, publigo, private_sale())
    work.step()

    (booked,) = wfirma.documents
    assert booked.type == "normal"
    assert booked.contractor_detail.name == "Łucja Źdźbło"
    assert booked.contractor_detail.tax_id_type == "none"
    assert booked.paymentstate == "paid"


def test_one_call_issues_the_document_and_queues_the_email(client, publigo, wfirma):
    deliver(client, publigo, private_sale())
    work.step()

    assert wfirma.calls.counts() == {"invoices/add": 1}
    (email,) = wfirma.books.ledger.emails
    assert email.to == "lucja@example.com"
    assert Document.objects.get().email_requested


def test_an_exempt_seller_issues_a_bill(client, publigo, wfirma):
    connection = publigo.connection
    company = next(one for one in wfirma.books.ledger.companies.values() if not one.vat_payer)
    connection.company_id = str(company.id)
    connection.seller = {
        "vat_status": "exempt_113",
        "exempt_basis": "art. 113 ust. 1",
        "consumer_document": "receipt",
    }
    connection.save()
    deliver(client, publigo, private_sale())
    work.step()

    (booked,) = wfirma.documents
    assert booked.type == "bill"
    assert Document.objects.get().kind == "bill"


def test_a_free_order_needs_no_document(client, publigo, wfirma):
    deliver(client, publigo, private_sale(total=0))
    work.step()

    assert Order.objects.get().verdict == "nothing"
    assert wfirma.documents == []


def test_totals_that_do_not_add_up_are_held_with_a_question(client, publigo, wfirma):
    body = private_sale(
        total=199,
        items=[
            {
                "name": "Kurs",
                "id": 77,
                "price_id": 1,
                "quantity": 1,
                "discount": 0,
                "subtotal": 250,
                "price": 250,
            }
        ],
    )
    deliver(client, publigo, body)
    work.step()

    order = Order.objects.get()
    assert order.verdict == "hold"
    assert order.decision["question"]["pl"]
    assert wfirma.documents == []


def test_the_same_webhook_again_changes_nothing(client, publigo, wfirma):
    for _ in range(3):
        assert deliver(client, publigo, COMPANY).status_code == 200
        work.step()

    assert Event.objects.get().repeats == 2
    assert len(wfirma.documents) == 1


def test_an_undescribed_product_takes_the_default_rate_and_a_warning(client, publigo, wfirma):
    deliver(client, publigo, private_sale())
    work.step()

    assert "product.not_described" in [one["code"] for one in Order.objects.get().decision["warnings"]]
    product = publigo.connection.products.get()
    assert (product.code, product.is_described) == ("77:1", False)


def test_a_described_product_takes_its_own_rate(client, publigo, wfirma):
    publigo.connection.products.create(
        code="77:1", name="E-book", is_described=True, description={"kind": "EBOOK", "vat_rate": "5"}
    )
    deliver(client, publigo, private_sale(total=105))
    work.step()

    (booked,) = wfirma.documents
    assert Decimal(booked.tax) == Decimal("5.00")


def test_an_order_that_changed_before_issuing_is_issued_as_it_is_now(client, publigo, wfirma):
    publigo.connection.__class__.objects.update(is_on=False)
    deliver(client, publigo, private_sale(total=199))
    work.step()
    deliver(client, publigo, private_sale(total=149))
    work.step()
    publigo.connection.__class__.objects.update(is_on=True)
    work.step()

    assert [Decimal(booked.total) for booked in wfirma.documents] == [Decimal("149.00")]
    assert Order.objects.get().revision == 2


def test_an_order_that_changed_after_issuing_is_shown_and_not_issued_again(client, publigo, wfirma):
    deliver(client, publigo, private_sale(total=199))
    work.step()
    deliver(client, publigo, private_sale(total=149))
    work.step()

    assert len(wfirma.documents) == 1
    assert Order.objects.get().changed_after_issue


def test_a_sale_that_could_not_be_read_back_is_refused_at_the_border(client, publigo, wfirma):
    item = {
        "name": "",
        "id": 1,
        "price_id": None,
        "quantity": 1,
        "discount": 0,
        "subtotal": 199,
        "price": 199,
    }
    deliver(client, publigo, private_sale(items=[item]))
    work.step()

    event = Event.objects.get()
    assert (event.state, event.reason) == ("failed", "body.fields")
    assert "lines[0].name" in event.detail


def test_a_person_with_a_tax_number_gets_it_on_the_invoice(client, publigo, wfirma):
    billing = {"company_name": "Jan Testowy", "person_name": "Jan Testowy", "tax_id": "526-025-02-74"}
    deliver(client, publigo, private_sale(biling_address=billing))
    work.step()

    (booked,) = wfirma.documents
    assert booked.contractor_detail.nip == "5260250274"
