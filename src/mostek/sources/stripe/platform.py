"""What a person sets for a Stripe account, in the words of Stripe's Dashboard."""

from __future__ import annotations

from datetime import timedelta

from mostek.sources.platform import Field, Platform, Words

DEFAULT_CHARGE = "Opłata dodatkowa"
DEFAULT_LINE = "Zakup"
DEFAULT_CODE = "sku"
NIP_FIELDS = "nip, vat, vatid, taxid, numernip, nipfirmy, nipdofaktury, vatnumber"
COMPANY_FIELDS = "firma, nazwafirmy, company, companyname, businessname"
INVOICE_FIELDS = "faktura, chcefakture, invoice, wantsinvoice"

# What has to be chosen for the webhook. Whatever is not there the pull finds.
EVENTS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "invoice.paid",
    "refund.created",
    "refund.updated",
    "charge.refunded",
    "charge.dispute.closed",
    "payment_intent.succeeded",
)

PLATFORM = Platform(
    name="Stripe",
    about=Words(
        "Checkout, Payment Links, subskrypcje i faktury Stripe. Webhook i klucz tylko do odczytu.",
        "Checkout, Payment Links, subscriptions and invoices of Stripe. A webhook and a key that only reads.",
    ),
    fields=(
        Field(
            "secret",
            Words("Signing secret", "Signing secret"),
            Words(
                "W Stripe: Workbench ➔ Webhooks ➔ nasz adres. Zaczyna się od whsec_. Kilka sekretów oddziel spacją.",
                "In Stripe: Workbench ➔ Webhooks ➔ our address. It begins with whsec_. Separate several by a space.",
            ),
            secret=True,
        ),
        Field(
            "api_key",
            Words("Restricted key", "Restricted key"),
            Words(
                "Zaczyna się od rk_. Bez niego Mostek nie wie, co kupiono: wiadomości Stripe nie mają pozycji.",
                "It begins with rk_. Without it Mostek does not know what was bought: Stripe's messages have no lines.",
            ),
            secret=True,
            pulls=True,
        ),
        Field(
            "test_mode",
            Words("To jest konto testowe (sandbox)", "This is a test account (sandbox)"),
            Words(
                "Wtedy liczą się tylko zdarzenia testowe. Inaczej tylko prawdziwe.",
                "Then only test events count. Otherwise only live ones.",
            ),
            sort="flag",
        ),
        Field(
            "account",
            Words("Konto połączone (Connect)", "Connected account (Connect)"),
            Words(
                "Tylko dla platform Connect: acct_… sprzedawcy, którego dotyczy to źródło.",
                "Only for Connect platforms: acct_… of the seller whom this source is about.",
            ),
        ),
        Field(
            "bare_payments",
            Words(
                "Także płatności spoza Checkout i faktur Stripe",
                "Also payments outside Checkout and Stripe invoices",
            ),
            Words(
                "Dla własnych formularzy płatności. Nie włączaj, jeśli przez Stripe płacą klienci sklepu, "
                "który jest osobnym źródłem: byłyby dwa dokumenty.",
                "For payment forms of your own. Leave it off if a shop that is a source of its own takes payments "
                "through Stripe: there would be two documents.",
            ),
            sort="flag",
        ),
        Field(
            "invoice_for_all",
            Words("Każdy kupujący prosi o fakturę", "Every buyer asks for an invoice"),
            Words(
                "Stripe o to nie pyta. Bez tego fakturę dostaje firma i kto zaznaczył to w polu własnym.",
                "Stripe does not ask. Without this, firms get one, and who said so in a custom field.",
            ),
            sort="flag",
        ),
        Field(
            "nip_fields",
            Words("Pola z NIP-em", "Fields with the NIP"),
            Words(
                "Klucze lub etykiety pól własnych i metadanych, oddzielone przecinkami.",
                "Keys or labels of custom fields and metadata, separated by commas.",
            ),
            default=NIP_FIELDS,
        ),
        Field(
            "code_key",
            Words("Kod produktu w metadanych", "Product code in metadata"),
            Words(
                "Nazwa metadanej produktu w Stripe. Gdy jej nie ma, kodem jest prod_….",
                "Name of the product's metadata in Stripe. Where there is none, the code is prod_….",
            ),
            default=DEFAULT_CODE,
        ),
        Field(
            "charge_name",
            Words("Nazwa dodatkowej opłaty na dokumencie", "Name of the extra charge on the document"),
            Words(
                "Gdy kupujący zapłacił więcej, niż wynika z pozycji.",
                "Where the buyer paid more than the lines explain.",
            ),
            default=DEFAULT_CHARGE,
        ),
        Field(
            "line_name",
            Words("Nazwa pozycji bez opisu", "Name of a line without a description"),
            Words(
                "Gdy Stripe nie mówi, co kupiono.",
                "Where Stripe does not say what was bought.",
            ),
            default=DEFAULT_LINE,
        ),
    ),
    events=EVENTS,
    rules=("consumer_without_nip", "charge_as_discount"),
    pulls=True,
    lists_products=True,
    writes_back=True,
    write_right=Words(
        "Klucz z uprawnieniem Write dla PaymentIntents, Checkout Sessions, Invoices i Charges.",
        "A key with Write for PaymentIntents, Checkout Sessions, Invoices and Charges.",
    ),
    # Each event within the overlap is asked for again, with its lines: a short one is enough for Stripe's one clock.
    overlap=timedelta(minutes=10),
)
