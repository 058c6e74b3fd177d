"""Every question that holds a sale, and the answers a person may choose from."""

from __future__ import annotations

from mostek.tax.decision import Choice, Question
from mostek.tax.questions_after import AFTER_CHOICES, AFTER_QUESTIONS
from mostek.tax.words import Name, fill

CHOICES = {
    "correct_sale": ("Popraw dane zamówienia", "Correct the sale"),
    "correct_number": ("Wpisz poprawny numer", "Enter the right number"),
    "treat_as_company": ("Kupuje firma", "The company buys"),
    "treat_as_consumer": ("Potraktuj jak konsumenta", "Treat as a consumer"),
    "confirm_business": ("Podaj, co potwierdza, że to firma", "Say what shows that this is a business"),
    "ask_vies": ("Sprawdź w VIES", "Ask VIES"),
    "choose_country": ("Wskaż kraj kupującego", "Choose the buyer's country"),
    "complete_product": ("Uzupełnij produkt", "Complete the product"),
    "change_profile": ("Zmień profil sprzedawcy", "Change the seller's profile"),
    "wait": ("Poczekaj", "Wait"),
    "issue_by_hand": ("Wystawię dokument w wFirmie", "I will issue it in wFirma"),
    "nothing": ("Nie wystawiaj dokumentu", "Issue nothing"),
    **AFTER_CHOICES,
}

BY_HAND = ("issue_by_hand", "nothing")

# code: (Polish, English, choices)
QUESTIONS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "amounts.do_not_add_up": (
        "Pozycje, rabaty i opłaty dają {sum}, a do zapłaty jest {total}. Która kwota jest właściwa?",
        "Lines, discounts and charges give {sum}, the total is {total}. Which one is right?",
        ("correct_sale", *BY_HAND),
    ),
    "amounts.decimals": (
        "Kwota {total} ma więcej niż dwa miejsca po przecinku. Ile zapłacił kupujący?",
        "The total {total} has more than two decimals. How much did the buyer pay?",
        ("correct_sale", *BY_HAND),
    ),
    "amounts.negative_charge": (
        "Jedna z opłat jest ujemna. Czy to rabat?",
        "One of the charges is negative. Is it a discount?",
        ("correct_sale", *BY_HAND),
    ),
    "amounts.negative": (
        "Pozycja „{name}” ma ujemną kwotę albo ilość. Jak ma wyglądać?",
        "The line “{name}” has a negative amount or quantity. What should it be?",
        ("correct_sale", *BY_HAND),
    ),
    "amounts.negative_total": (
        "Kwota do zapłaty jest ujemna: {total}. Czy to zwrot?",
        "The total is negative: {total}. Is it a refund?",
        ("correct_sale", *BY_HAND),
    ),
    "payment.partly": (
        "Zamówienie jest opłacone tylko w części. Co z resztą?",
        "The order is only partly paid. What about the rest?",
        ("wait", "correct_sale", *BY_HAND),
    ),
    "product.unknown": (
        "Nie znamy produktu „{product}”. Co to jest?",
        "The product “{product}” is not known. What is it?",
        ("complete_product", "nothing"),
    ),
    "product.exempt_basis": (
        "Produkt „{product}” jest zwolniony z VAT. Z jakiego przepisu?",
        "The product “{product}” is exempt from VAT. By which provision?",
        ("complete_product", *BY_HAND),
    ),
    "buyer.nip_wrong": (
        "NIP {number} jest błędny. Jaki jest poprawny?",
        "The NIP {number} is wrong. What is the right one?",
        ("correct_number", "treat_as_consumer", "nothing"),
    ),
    "buyer.nip_missing": (
        "Firma prosi o fakturę, ale nie podała NIP-u. Jaki to NIP?",
        "The company asks for an invoice without a NIP. What is it?",
        ("correct_number", "treat_as_consumer", "nothing"),
    ),
    "buyer.number_missing": (
        "Firma z Unii prosi o fakturę, ale nie podała numeru VAT. Jaki to numer?",
        "The EU company asks for an invoice without a VAT number. What is it?",
        ("correct_number", "confirm_business", "treat_as_consumer", "nothing"),
    ),
    "buyer.number_wrong": (
        "Numer VAT {number} jest błędny. Jaki jest poprawny?",
        "The VAT number {number} is wrong. What is the right one?",
        ("correct_number", "confirm_business", "treat_as_consumer", "nothing"),
    ),
    "buyer.number_of_other_country": (
        "Numer {number} pochodzi z innego kraju niż adres ({country}). Co jest właściwe?",
        "The number {number} is of another country than the address ({country}). Which is right?",
        ("correct_number", "correct_sale", "treat_as_consumer", "issue_by_hand"),
    ),
    # Asked by a Source, not by the rules: what it says leaves this open.
    "buyer.two_names": (
        "Zamówienie podaje firmę ({company}) i osobę ({person}). Kto kupuje?",
        "The order names a company ({company}) and a person ({person}). Who buys?",
        ("treat_as_company", "treat_as_consumer", *BY_HAND),
    ),
    "buyer.not_told": (
        "Zamówienie jest opłacone, ale bez danych kupującego: wiadomość o nim nie dotarła. Dla kogo jest dokument?",
        "The order is paid but lacks the buyer's data: the message about it was lost. Who is the document for?",
        ("treat_as_consumer", "wait", *BY_HAND),
    ),
    "sale.incomplete": (
        "Wiadomość o sprzedaży nie mówi wszystkiego, a platforma jeszcze nie odpowiedziała. Co z dokumentem?",
        "The message about the sale does not say everything, and the platform has not answered yet. What now?",
        ("wait", *BY_HAND),
    ),
    "buyer.vies_not_asked": (
        "Numer VAT {number} nie był jeszcze sprawdzony w VIES.",
        "The VAT number {number} has not been checked with VIES yet.",
        ("ask_vies", "treat_as_consumer", "issue_by_hand"),
    ),
    "buyer.vies_unavailable": (
        "VIES nie odpowiada, więc numer VAT {number} nie jest sprawdzony. Poczekać?",
        "VIES does not answer, so the VAT number {number} is not checked. Wait?",
        ("wait", "ask_vies", "treat_as_consumer", "issue_by_hand"),
    ),
    "place.country_unknown": (
        "Nie znamy kraju „{country}”. Jaki to kraj?",
        "The country “{country}” is not known. Which one is it?",
        ("correct_sale", *BY_HAND),
    ),
    "place.evidence_differs": (
        "Dane o miejscu kupującego są sprzeczne ({evidence}). W którym kraju kupuje?",
        "The evidence of the buyer's place disagrees ({evidence}). Which country is it?",
        ("choose_country", "issue_by_hand"),
    ),
    "place.shipped_from_abroad": (
        "Towar wyjeżdża z innego kraju niż Polska ({country}). Jaki VAT tu obowiązuje?",
        "The goods leave from a country other than Poland ({country}). Which VAT applies?",
        ("correct_sale", *BY_HAND),
    ),
    "place.event_abroad": (
        "Firma kupuje wstęp na wydarzenie w innym kraju Unii ({country}). Jak rozliczyć tamtejszy VAT?",
        "A business buys admission to an event in another EU country ({country}). How is its VAT paid?",
        BY_HAND,
    ),
    "oss.registration_needed": (
        "Należy się VAT innego kraju ({country}), a sprzedawca nie jest w OSS. Zarejestrować się?",
        "VAT of another country ({country}) is due and the seller is not in OSS. Register?",
        ("change_profile", *BY_HAND),
    ),
    "oss.threshold_crossed": (
        "Ta sprzedaż przekracza próg 42 000 zł ({sum} zł): należy się VAT innego kraju: {country}.",
        "This sale crosses the threshold of PLN 42,000 (PLN {sum}): VAT of {country} is due through OSS.",
        ("change_profile", *BY_HAND),
    ),
    "oss.regional_rate": (
        "{place}: obowiązuje stawka regionalna {rate}%. Czy wFirma ma ją na liście?",
        "{place}: a regional rate of {rate}% applies. Does wFirma have it?",
        BY_HAND,
    ),
    "oss.no_rate": (
        "Nie znamy stawki VAT: {country}, {day}.",
        "The VAT rate is not known: {country}, {day}.",
        ("complete_product", *BY_HAND),
    ),
    "sale.two_documents": (
        "Ta sprzedaż wymaga dwóch dokumentów: {parts}. Jak ją podzielić?",
        "This sale needs two documents: {parts}. How to split it?",
        BY_HAND,
    ),
    "seller.vat_ue_needed": (
        "Sprzedawca zwolniony z VAT musi mieć rejestrację VAT-UE, zanim sprzeda usługę zagranicznej firmie.",
        "An exempt seller has to be registered for VAT-UE before selling a service to a foreign business.",
        ("change_profile", *BY_HAND),
    ),
    "document.till_needed": (
        "Ta sprzedaż wymaga paragonu fiskalnego ({why}), a sprzedawca nie ma kasy. Co wystawić?",
        "This sale needs a fiscal receipt ({why}) and the seller has no cash register. What to issue?",
        BY_HAND,
    ),
    "document.advance": (
        "Zapłata jest przed miesiącem usługi ({supplied}): należy się faktura zaliczkowa. Kto ją wystawi?",
        "The payment is in an earlier month than the supply ({supplied}): an advance invoice is due.",
        ("issue_by_hand", "correct_sale"),
    ),
    "document.receipt_nip_unknown": (
        "Na paragonie jest NIP, ale w zamówieniu go nie ma. Jaki to NIP?",
        "The receipt shows a NIP that the sale lacks. What is it?",
        ("correct_number", "nothing"),
    ),
    **AFTER_QUESTIONS,
}


def ask(code: str, **names: Name) -> Question:
    pl, en, choices = QUESTIONS[code]
    pl, en = fill(pl, en, names)
    return Question(code=code, pl=pl, en=en, choices=tuple(map(choice, choices)))


def choice(code: str) -> Choice:
    pl, en = CHOICES[code]
    return Choice(code=code, pl=pl, en=en)
