"""What a person sets for a WooCommerce shop, in WooCommerce's own words."""

from __future__ import annotations

from datetime import timedelta

from mostek.sources.platform import Field, Platform, Words

PAID_STATUSES = "processing, completed"
DEFAULT_CHARGE = "Opłata dodatkowa"
DEFAULT_COUNTRY = "PL"

KEYS = (
    Field(
        "address",
        Words("Adres sklepu", "Address of the shop"),
        Words(
            "Strona główna sklepu, na przykład https://sklep.example.pl.",
            "The shop's home page, for example https://shop.example.com.",
        ),
        sort="address",
        pulls=True,
    ),
    Field(
        "consumer_key",
        Words("Klucz API (ck_…)", "Consumer key (ck_…)"),
        Words(
            "Wypełnia się sam po połączeniu ze sklepem. Ręcznie: WooCommerce ➔ Ustawienia ➔ Zaawansowane ➔ REST API.",
            "Fills in by itself once the shop is connected. By hand: WooCommerce ➔ Settings ➔ Advanced ➔ REST API.",
        ),
        secret=True,
        pulls=True,
    ),
    Field(
        "consumer_secret",
        Words("Sekret klucza API (cs_…)", "Consumer secret (cs_…)"),
        Words(
            "WooCommerce pokazuje go tylko raz, razem z kluczem.", "WooCommerce shows it once, with the key."
        ),
        secret=True,
        pulls=True,
    ),
    Field(
        "secret",
        Words("Sekret webhooka", "Secret of the webhook"),
        Words(
            "Wypełnia się sam po połączeniu ze sklepem. Po nim Mostek poznaje, że wiadomość jest z tego sklepu.",
            "Fills in by itself once the shop is connected. It shows Mostek that a message comes from your shop.",
        ),
        secret=True,
    ),
)

CHOICES = (
    Field(
        "paid_statuses",
        Words("Statusy opłaconych zamówień", "Statuses of paid orders"),
        Words(
            "Po przecinku. Własny status sklepu liczy się też wtedy, gdy zamówienie ma datę płatności.",
            "Separated by commas. A status of the shop's own also counts where the order has a day of payment.",
        ),
        default=PAID_STATUSES,
    ),
    Field(
        "nip_keys",
        Words("Własne pola z NIP-em", "Fields of your own with the NIP"),
        Words(
            "Tylko gdy Mostek nie znajduje NIP-u. Klucze pól zamówienia, po przecinku.",
            "Only if Mostek does not find the NIP. Keys of fields of the order, separated by commas.",
        ),
    ),
    Field(
        "invoice_keys",
        Words("Własne pola „chcę fakturę”", "Fields of your own for “I want an invoice”"),
        Words(
            "Tylko gdy Mostek nie widzi tej prośby. Klucze pól zamówienia, po przecinku.",
            "Only if Mostek does not see the wish. Keys of fields of the order, separated by commas.",
        ),
    ),
    Field(
        "country",
        Words("Kraj, gdy zamówienie go nie podaje", "Country where the order has none"),
        Words(
            "Dwie litery. Dotyczy sklepów, które nie pytają o kraj, i zamówień wpisanych ręcznie.",
            "Two letters. For shops that do not ask for the country, and for orders entered by hand.",
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
        "takes_tests",
        Words("Przyjmuj płatności testowe", "Take test payments"),
        Words(
            "Tylko na czas prób. Bez tego zamówienia opłacone na niby są pomijane.",
            "For trials only. Otherwise orders paid with play money are passed over.",
        ),
        sort="flag",
    ),
)

PLATFORM = Platform(
    name="WooCommerce",
    about=Words(
        "Sklep na WordPressie z wtyczką WooCommerce. Łączy się jednym kliknięciem.",
        "A shop on WordPress with the WooCommerce plug-in. Connects with one click.",
    ),
    fields=(*KEYS, *CHOICES),
    events=(
        "Zamówienie utworzone",
        "Zamówienie zaktualizowane",
        "Zamówienie usunięte",
        "Zamówienie przywrócone",
    ),
    rules=("consumer_without_nip", "charge_as_discount"),
    pulls=True,
    registers=True,
    lists_products=True,
    writes_back=True,
    write_right=Words(
        "Klucz z uprawnieniem do zapisu. Klucz z połączenia jednym kliknięciem je ma.",
        "A key that may write. The key of the connection by one click may.",
    ),
    every=timedelta(minutes=10),
    overlap=timedelta(hours=1),
)
