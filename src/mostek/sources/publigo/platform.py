"""What a person sets for a Publigo shop, in Publigo's own words."""

from __future__ import annotations

from datetime import timedelta

from mostek.sources.platform import Field, Platform, Words

DEFAULT_CHARGE = "Koszt dostawy"

PLATFORM = Platform(
    name="Publigo",
    about=Words(
        "Kursy, e-booki i webinary sprzedawane na platformie Publigo. Trzy rzeczy do wklejenia.",
        "Courses, e-books and webinars sold on the Publigo platform. Three things to paste.",
    ),
    fields=(
        Field(
            "secret",
            Words("Klucz API", "Klucz API"),
            Words(
                "W Publigo: Narzędzia ➔ Klucz API, klucz v1. Po nim Mostek poznaje, że sprzedaż jest z tego sklepu.",
                "In Publigo: Narzędzia ➔ Klucz API, key v1. It shows Mostek that a sale really comes from your shop.",
            ),
            secret=True,
        ),
        Field(
            "address",
            Words("Adres sklepu", "Address of the shop"),
            Words(
                "Na przykład https://kursy.example.pl. Pod nim Mostek sprawdza, czy nie zginęło żadne zamówienie.",
                "For example https://courses.example.com. Mostek looks there for orders whose message was lost.",
            ),
            sort="address",
            pulls=True,
        ),
        Field(
            "api_key",
            Words("Klucz API v2", "Klucz API v2"),
            Words(
                "W Publigo: Narzędzia ➔ Klucz API, klucz v2 (Zapier i inne). Od planu PLUS.",
                "In Publigo: Narzędzia ➔ Klucz API, key v2 (Zapier and others). From plan PLUS.",
            ),
            secret=True,
            pulls=True,
        ),
        Field(
            "charge_name",
            Words("Nazwa dodatkowej opłaty na dokumencie", "Name of the extra charge on the document"),
            Words(
                "Publigo podaje koszt dostawy tylko w sumie. Tak nazywa się jego pozycja.",
                "Publigo sends the delivery cost only inside the total. This is what its line is called.",
            ),
            default=DEFAULT_CHARGE,
        ),
    ),
    events=("Zamówienie zostało opłacone",),
    rules=(
        "consumer_without_nip",
        "charge_as_discount",
        "company_of_two_names",
        "person_of_two_names",
        "private_when_not_told",
    ),
    own_wfirma="Ustawienia ➔ Integracje ➔ wFirma",
    pulls=True,
    registers=True,
    lists_products=True,
    # The list has no pages: to ask for it costs the shop a whole export.
    every=timedelta(minutes=30),
    # It is sorted by when an order was made; a transfer is paid days later.
    overlap=timedelta(days=30),
)
