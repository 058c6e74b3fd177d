"""What a column may mean. In the order in which the panel asks for it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mostek.sources.platform import Words


@dataclass(frozen=True, slots=True)
class Target:
    """`is_line`: belongs to one line of the order, the others to the order as a whole. `can_be_fixed`: a person may
    say it once for the whole file. `titles`: headers by which it is recognised, beside its label."""

    name: str
    label: Words
    is_line: bool = False
    is_needed: bool = False
    can_be_fixed: bool = False
    titles: tuple[str, ...] = ()


TARGETS = (
    Target(
        "order",
        Words("Numer zamówienia", "Order number"),
        is_needed=True,
        titles=("zamówienie", "nr zamówienia", "id zamówienia", "order", "order id", "order no"),
    ),
    Target("number", Words("Numer dla kupującego", "Number as the buyer knows it")),
    Target("status", Words("Status", "Status"), titles=("stan", "status zamówienia", "order status")),
    Target(
        "paid",
        Words("Data zapłaty", "Paid on"),
        is_needed=True,
        titles=("data płatności", "zapłacono", "opłacono", "paid at", "paid date", "payment date"),
    ),
    Target(
        "total",
        Words("Razem brutto", "Total gross"),
        titles=("razem", "suma", "kwota", "kwota brutto", "wartość brutto", "total", "order total", "amount"),
    ),
    Target("currency", Words("Waluta", "Currency"), is_needed=True, can_be_fixed=True),
    Target(
        "name",
        Words("Kupujący", "Buyer"),
        titles=("imię i nazwisko", "nabywca", "klient", "customer", "customer name", "buyer name"),
    ),
    Target("first_name", Words("Imię", "First name")),
    Target("last_name", Words("Nazwisko", "Last name")),
    Target("company", Words("Firma", "Company"), titles=("nazwa firmy", "company name")),
    Target(
        "tax_id",
        Words("NIP", "Tax number"),
        titles=("nip / vat", "numer vat", "vat number", "vat id", "tax id"),
    ),
    Target(
        "email", Words("E-mail", "E-mail"), titles=("email", "adres e-mail", "adres email", "customer email")
    ),
    Target("street", Words("Ulica i numer", "Street"), titles=("ulica", "adres", "address")),
    Target(
        "street_more", Words("Adres, ciąg dalszy", "Street, second line"), titles=("adres 2", "address 2")
    ),
    Target("zip", Words("Kod pocztowy", "Postcode"), titles=("kod", "zip", "postal code", "zip code")),
    Target("city", Words("Miejscowość", "City"), titles=("miasto", "town")),
    Target("country", Words("Kraj", "Country"), is_needed=True, can_be_fixed=True),
    Target("wants_invoice", Words("Chce fakturę", "Wants an invoice"), titles=("faktura", "invoice")),
    Target(
        "product",
        Words("Kod produktu", "Product code"),
        is_line=True,
        titles=("sku", "id produktu", "product id"),
    ),
    Target(
        "line_name",
        Words("Nazwa produktu", "Product name"),
        is_line=True,
        is_needed=True,
        can_be_fixed=True,
        titles=("produkt", "towar", "usługa", "product", "item", "item name"),
    ),
    Target(
        "quantity",
        Words("Ilość", "Quantity"),
        is_line=True,
        titles=("sztuk", "liczba", "qty", "item quantity"),
    ),
    Target(
        "unit_price",
        Words("Cena brutto za sztukę", "Gross price of one"),
        is_line=True,
        titles=("cena", "cena brutto", "price", "unit price"),
    ),
    Target(
        "line_total",
        Words("Wartość pozycji", "Amount of the line"),
        is_line=True,
        titles=("wartość", "wartość pozycji brutto", "line total"),
    ),
    Target(
        "line_tax",
        Words("Podatek pozycji, gdy wartość jest netto", "Tax of the line, if its amount is net"),
        is_line=True,
    ),
    Target("discount", Words("Rabat od zamówienia", "Discount on the order"), titles=("rabat", "discount")),
    Target(
        "shipping", Words("Dostawa brutto", "Delivery gross"), titles=("dostawa", "koszt dostawy", "shipping")
    ),
    Target(
        "shipping_tax",
        Words("Podatek od dostawy, gdy kwota jest netto", "Tax of the delivery, if its amount is net"),
    ),
    Target("fee", Words("Opłata dodatkowa brutto", "Extra charge gross"), titles=("opłata", "fee")),
    Target(
        "payment", Words("Forma płatności", "Payment method"), titles=("metoda płatności", "sposób płatności")
    ),
    Target("refunded", Words("Zwrócono", "Refunded"), titles=("amount refunded", "refunded amount")),
)
BY_NAME = {one.name: one for one in TARGETS}

# Of the template that can be downloaded: enough for every usual sale.
TEMPLATE = (
    *(
        "order",
        "paid",
        "total",
        "currency",
        "name",
        "company",
        "tax_id",
        "email",
        "street",
        "zip",
        "city",
        "country",
    ),
    *("wants_invoice", "product", "line_name", "quantity", "unit_price", "payment"),
)


def plain(title: str) -> str:
    """A header as it is compared: `Amount (zł)` and `amount` are the same."""
    text = re.sub(r"\([^()]*\)", " ", title.casefold()).replace("_", " ").replace("-", " ")
    return " ".join(text.replace(":", " ").replace("*", " ").split())


def titles_of(target: Target) -> set[str]:
    return {plain(title) for title in (target.label.pl, target.label.en, *target.titles)}
