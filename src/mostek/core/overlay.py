"""What people have said about a sale, laid over it. Pure: the sale itself is never edited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from mostek.tax.amounts import ZERO, line_amount, round_half_up, split_by_weight
from mostek.tax.countries import ISO_CODES, country_names
from mostek.tax.decision import Reason
from mostek.tax.sale import Charge, Line, Location, Sale
from mostek.tax.words import Name, fill

# Answers that end the matter here: no document comes from Mostek.
SETTLING = frozenset({"issue_by_hand", "nothing"})
# What an answer is about: it holds as long as this part of the sale stays as it was.
ABOUT_AMOUNTS = ("total", "lines", "charges", "prices", "currency", "payment")
ABOUT_BUYER = ("buyer", "location", "ship_to", "receipt")
ABOUT_DELIVERY = ("shipped_from", "supplied_on", "paid_on", "lines")

# Rules of a Source: an answer that is given to every sale of it. They stand in `Source.options["rules"]`.
CONSUMER_WITHOUT_NIP = "consumer_without_nip"
CHARGE_AS_DISCOUNT = "charge_as_discount"
COMPANY_OF_TWO_NAMES = "company_of_two_names"
PERSON_OF_TWO_NAMES = "person_of_two_names"
PRIVATE_WHEN_NOT_TOLD = "private_when_not_told"
RULES: dict[tuple[str, str], str] = {
    ("buyer.nip_missing", "treat_as_consumer"): CONSUMER_WITHOUT_NIP,
    ("amounts.negative_charge", "correct_sale"): CHARGE_AS_DISCOUNT,
    ("buyer.two_names", "treat_as_company"): COMPANY_OF_TWO_NAMES,
    ("buyer.two_names", "treat_as_consumer"): PERSON_OF_TWO_NAMES,
    ("buyer.not_told", "treat_as_consumer"): PRIVATE_WHEN_NOT_TOLD,
}
# Rules that answer what the Source itself asks; they change nothing where it does not.
OF_SOURCES = {
    rule: asked for asked, rule in RULES.items() if asked[0] in {"buyer.two_names", "buyer.not_told"}
}

# Choice, with the name of what was filled in: (Polish, English).
SENTENCES: dict[str, tuple[str, str]] = {
    "correct_sale.total": ("Kupujący zapłacił {total}.", "The buyer paid {total}."),
    "correct_sale.country": ("Kraj kupującego: {country}.", "The buyer's country: {country}."),
    "correct_sale.shipped_from": ("Towar wyjeżdża z kraju: {country}.", "The goods leave from: {country}."),
    "correct_sale.supplied_on": ("Dzień wykonania usługi: {day}.", "The day of supply: {day}."),
    "correct_number": ("Poprawny numer: {number}.", "The right number: {number}."),
    "treat_as_company": ("Kupującym jest firma.", "The buyer is the company."),
    "treat_as_consumer": ("Kupujący jest konsumentem.", "The buyer is a consumer."),
    "confirm_business": ("To firma, co potwierdza: {proof}.", "It is a business, as shown by: {proof}."),
    "choose_country": ("Kupujący jest w kraju: {country}.", "The buyer is in: {country}."),
    "issue_by_hand": (
        "Dokument wystawia człowiek w wFirma, więc Mostek nie wystawia żadnego.",
        "A person issues the document in wFirma, so Mostek issues none.",
    ),
    "issue_here": (
        "Sprzedaż jest sprzed chwili, od której wystawia Mostek, ale jej dokument ma wystawić Mostek.",
        "The sale is from before Mostek began to issue, but Mostek is to issue its document.",
    ),
    "nothing": ("Bez dokumentu, na podstawie odpowiedzi.", "No document, as a person answered."),
    CONSUMER_WITHOUT_NIP: (
        "Reguła źródła: firma bez NIP-u kupuje jak konsument.",
        "Rule of the source: a company without a NIP buys as a consumer.",
    ),
    CHARGE_AS_DISCOUNT: (
        "Reguła źródła: ujemna opłata jest rabatem.",
        "Rule of the source: a negative charge is a discount.",
    ),
    COMPANY_OF_TWO_NAMES: (
        "Reguła źródła: gdy podano firmę i osobę, kupuje firma.",
        "Rule of the source: where a company and a person are named, the company buys.",
    ),
    PERSON_OF_TWO_NAMES: (
        "Reguła źródła: gdy podano firmę i osobę, kupuje osoba.",
        "Rule of the source: where a company and a person are named, the person buys.",
    ),
    PRIVATE_WHEN_NOT_TOLD: (
        "Reguła źródła: bez danych kupującego sprzedaż jest dla osoby prywatnej.",
        "Rule of the source: without the buyer's data the sale is to a private person.",
    ),
}


class Said(Protocol):
    """The part of an `Answer` that matters here."""

    question: str
    choice: str
    value: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Laid:
    """The sale as it is to be decided, and what made it so. `settled`: nothing is to be decided any more.

    `open`: the code of what the Source asks and nobody has answered.
    """

    sale: Sale
    reasons: tuple[Reason, ...] = ()
    settled: bool = False
    open: str = ""


def lay(
    sale: Sale,
    answers: Iterable[Said],
    options: Mapping[str, Any],
    *,
    asks: str = "",
    other_name: str = "",
) -> Laid:
    """Answers in their order, then the rules of the Source. `asks` and `other_name` as in `sources.adapter`."""
    reasons: list[Reason] = []
    settled = False
    for answer in answers:
        reasons.append(sentence(answer, sale.currency))
        settled = settled or answer.choice in SETTLING
        sale = answered(sale, answer, options)
        if asks and answer.question == asks:
            asks, sale = "", named(sale, answer.choice, other_name)
    for rule in options.get("rules", ()):
        if asks and OF_SOURCES.get(rule, ("", ""))[0] == asks:
            pl, en = SENTENCES[rule]
            reasons.append(Reason(code=f"rule.{rule}", pl=pl, en=en))
            choice = OF_SOURCES[rule][1]
            sale = as_consumer(sale) if choice == "treat_as_consumer" else sale
            asks, sale = "", named(sale, choice, other_name)
            continue
        changed = ruled(sale, rule, options)
        if changed is not sale:
            pl, en = SENTENCES[rule]
            reasons.append(Reason(code=f"rule.{rule}", pl=pl, en=en))
            sale = changed
    return Laid(sale, tuple(reasons), settled, asks)


def named(sale: Sale, choice: str, other_name: str) -> Sale:
    """Of two names the sale carries the company's; the person's stands beside it."""
    return with_buyer(sale, name=other_name) if choice == "treat_as_consumer" and other_name else sale


def sentence(answer: Said, currency: str) -> Reason:
    key, value = answer.choice, answer.value
    if key not in SENTENCES:
        key = f"{key}.{next(iter(value), '')}"
    names: dict[str, Name] = {"number": value.get("tax_id", ""), "proof": value.get("proof", "")}
    names["country"] = country_names(str(value.get("country") or value.get("shipped_from") or ""))
    names["day"] = value.get("supplied_on", "")
    if "total" in value:
        amount, unit = Decimal(value["total"]), "zł" if currency == "PLN" else currency
        pl, en = fill("{amount}", "{amount}", {"amount": amount})
        names["total"] = (f"{pl} {unit}", f"{en} {currency}")
    pl, en = fill(*SENTENCES[key], names)
    return Reason(code=f"person.{answer.choice}", pl=pl, en=en)


def answered(sale: Sale, answer: Said, options: Mapping[str, Any]) -> Sale:
    value = answer.value
    match answer.choice:
        case "correct_sale" if "total" in value:
            return with_total(sale, Decimal(value["total"]), charge_name(options))
        case "correct_sale" if "country" in value:
            return with_country(sale, value["country"])
        case "correct_sale" if "shipped_from" in value:
            return replace(sale, shipped_from=value["shipped_from"])
        case "correct_sale" if "supplied_on" in value:
            return replace(sale, supplied_on=date.fromisoformat(value["supplied_on"]))
        case "correct_number":
            return with_buyer(sale, company=True, tax_id=value["tax_id"], vies=None)
        case "treat_as_consumer":
            return as_consumer(sale)
        case "confirm_business" if answer.question == "buyer.number_wrong":
            # A number that cannot be right has no place on the invoice.
            return with_buyer(sale, company=True, business_proof=value["proof"], tax_id=None)
        case "confirm_business":
            return with_buyer(sale, company=True, business_proof=value["proof"])
        case "choose_country":
            return replace(sale, location=Location(billing=value["country"]))
    return sale


def ruled(sale: Sale, rule: str, options: Mapping[str, Any]) -> Sale:
    """The sale under a rule of its Source; the very same value when the rule does not concern it."""
    buyer = sale.buyer
    if rule == CONSUMER_WITHOUT_NIP:
        without = buyer.company and not (buyer.tax_id or buyer.business_proof) and buyer.country == "PL"
        return as_consumer(sale) if without else sale
    if rule == CHARGE_AS_DISCOUNT and any(charge.amount < 0 for charge in sale.charges):
        adds_up = sale.prices == "gross" and listed(sale.lines, sale.charges) == sale.total
        return with_total(sale, sale.total, charge_name(options)) if adds_up else sale
    return sale


def as_consumer(sale: Sale) -> Sale:
    return with_buyer(sale, company=False, tax_id=None, vies=None, business_proof=None)


def with_buyer(sale: Sale, **changes: Any) -> Sale:
    return replace(sale, buyer=replace(sale.buyer, **changes))


def with_country(sale: Sale, country: str) -> Sale:
    """Where the buyer's country was no country, and where the goods go, if that was none either."""
    known_by = sale.location
    if known_by.billing == sale.buyer.country:
        known_by = replace(known_by, billing=country)
    to = sale.ship_to
    if to is not None and to.country not in ISO_CODES:
        to = replace(to, country=country)
        if sale.buyer.country in ISO_CODES:
            return replace(sale, ship_to=to)
    return replace(with_buyer(sale, country=country), location=known_by, ship_to=to)


def with_total(sale: Sale, total: Decimal, name: str) -> Sale:
    """The buyer paid `total`. What the lines lack becomes a charge, what they have too much a discount on them.

    Lines and charges below zero are discounts too. Net prices are left alone: only their tax makes the total.
    """
    payment = replace(sale.payment, state="paid") if sale.payment.state == "partly" else sale.payment
    sale = replace(sale, total=total, payment=payment)
    lines = tuple(line for line in sale.lines if is_sound(line)) or sale.lines
    charges = tuple(
        replace(charge, amount=round_half_up(charge.amount)) for charge in sale.charges if charge.amount > 0
    )
    if sale.prices == "net":
        return replace(sale, lines=lines, charges=charges)
    if total < listed((), charges):
        charges = ()
    gap = total - listed(lines, charges)
    if gap > 0:
        charges = (*charges, Charge(name=name, amount=gap))
    elif gap < 0:
        lines = discounted(lines, -gap)
    return replace(sale, lines=lines, charges=charges)


def is_sound(line: Line) -> bool:
    return line.quantity > 0 and line.unit_price >= 0 and line.discount >= 0 and line_amount(line) >= 0


def listed(lines: Iterable[Line], charges: Iterable[Charge]) -> Decimal:
    return sum(map(line_amount, lines), ZERO) + sum((charge.amount for charge in charges), ZERO)


def discounted(lines: tuple[Line, ...], amount: Decimal) -> tuple[Line, ...]:
    parts = split_by_weight(amount, [line_amount(line) for line in lines])
    return tuple(
        replace(line, discount=line.discount + part) for line, part in zip(lines, parts, strict=True)
    )


def charge_name(options: Mapping[str, Any]) -> str:
    return str(options.get("charge_name") or "Opłata dodatkowa")


def still_holds(answer: Said, before: Sale, after: Sale) -> bool:
    """Whether an answer outlives a change of the sale. That nothing is due was said of the old sale."""
    parts: tuple[str, ...]
    match answer.choice, tuple(answer.value):
        case "issue_by_hand" | "issue_here", _:
            return True
        case "nothing", _:
            return False
        case "correct_sale", ("total",):
            parts = ABOUT_AMOUNTS
        case "correct_sale", ("shipped_from",) | ("supplied_on",):
            parts = ABOUT_DELIVERY
        case _:
            parts = ABOUT_BUYER
    return all(getattr(before, part) == getattr(after, part) for part in parts)
