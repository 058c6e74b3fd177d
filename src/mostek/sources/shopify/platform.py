"""What a person sets for a Shopify shop, in Shopify's own words."""

from __future__ import annotations

from datetime import timedelta

from mostek.sources.platform import Field, Platform, Words

DEFAULT_CHARGE = "Opłata dodatkowa"
DEFAULT_COUNTRY = "PL"

KEYS = (
    Field(
        "address",
        Words("Adres sklepu w Shopify", "Address of the shop at Shopify"),
        Words(
            "Z końcówką myshopify.com, na przykład https://nazwa.myshopify.com. W Shopify: Ustawienia ➔ Domeny.",
            "It ends in myshopify.com, for example https://name.myshopify.com. In Shopify: Settings ➔ Domains.",
        ),
        sort="address",
        pulls=True,
    ),
    Field(
        "client_id",
        Words("Client ID aplikacji", "Client ID of the app"),
        Words(
            "Dev Dashboard ➔ aplikacja ➔ Settings. Zostaw puste, jeśli masz stały token poniżej.",
            "Dev Dashboard ➔ the app ➔ Settings. Leave empty if you have a lasting token below.",
        ),
    ),
    Field(
        "secret",
        Words("Client secret aplikacji", "Client secret of the app"),
        Words(
            "Obok Client ID. Po nim Mostek poznaje wiadomości z tego sklepu. W starszej aplikacji: API secret key.",
            "Beside the Client ID. It proves that a message comes from your shop. In an older app: API secret key.",
        ),
        secret=True,
        pulls=True,
    ),
    Field(
        "access_token",
        Words("Token dostępu (shpat_…)", "Access token (shpat_…)"),
        Words(
            "Tylko dla starszej aplikacji, utworzonej w panelu sklepu przed 2026 rokiem: Admin API access token.",
            "Only for an older app, made in the shop's admin before 2026: Admin API access token.",
        ),
        secret=True,
    ),
)

CHOICES = (
    Field(
        "nip_keys",
        Words("Własne pola z NIP-em", "Fields of your own with the NIP"),
        Words(
            "Tylko gdy Mostek nie znajduje NIP-u. Nazwy z „Additional details” zamówienia, po przecinku.",
            "Only if Mostek does not find the NIP. Names from the order's “Additional details”, separated by commas.",
        ),
    ),
    Field(
        "invoice_keys",
        Words("Własne pola „chcę fakturę”", "Fields of your own for “I want an invoice”"),
        Words(
            "Tylko gdy Mostek nie widzi tej prośby. Nazwy z „Additional details” zamówienia, po przecinku.",
            "Only if Mostek does not see the wish. Names from the order's “Additional details”, separated by commas.",
        ),
    ),
    Field(
        "country",
        Words("Kraj, gdy zamówienie go nie podaje", "Country where the order has none"),
        Words(
            "Dwie litery. Dotyczy sprzedaży w kasie i zamówień bez adresu.",
            "Two letters. For sales at the till and orders without an address.",
        ),
        default=DEFAULT_COUNTRY,
    ),
    Field(
        "charge_name",
        Words("Nazwa dodatkowej opłaty na dokumencie", "Name of the extra charge on the document"),
        Words(
            "Tak nazywa się część sumy, której nie wyjaśnia żadna pozycja.",
            "What a part of the total is called that no line explains.",
        ),
        default=DEFAULT_CHARGE,
    ),
    Field(
        "taxes_gift_cards",
        Words("Karty podarunkowe są na dokumencie", "Gift cards stand on the document"),
        Words(
            "Bez tego karta jest bonem różnego przeznaczenia: dokument ma dopiero zakup, który nią opłacono.",
            "Otherwise a card is a multi-purpose voucher: its sale has no document, what is bought with it has one.",
        ),
        sort="flag",
    ),
    Field(
        "takes_tests",
        Words("Przyjmuj zamówienia testowe", "Take test orders"),
        Words(
            "Tylko na czas prób. Bez tego zamówienia opłacone na niby są pomijane.",
            "For trials only. Otherwise orders paid with play money are passed over.",
        ),
        sort="flag",
    ),
)

PLATFORM = Platform(
    name="Shopify",
    about=Words(
        "Sklep na Shopify. Aplikacja w Dev Dashboard i dwa klucze do wklejenia.",
        "A shop on Shopify. An app in the Dev Dashboard and two keys to paste.",
    ),
    fields=(*KEYS, *CHOICES),
    events=("orders/paid", "orders/updated", "orders/cancelled", "refunds/create"),
    rules=("consumer_without_nip", "charge_as_discount", "private_when_not_told"),
    pulls=True,
    registers=True,
    lists_products=True,
    writes_back=True,
    write_right=Words(
        "Zakres write_orders w aplikacji, potem ponowna instalacja w sklepie.",
        "The scope write_orders in the app, which is then installed in the shop again.",
    ),
    every=timedelta(minutes=10),
    overlap=timedelta(hours=1),
)
