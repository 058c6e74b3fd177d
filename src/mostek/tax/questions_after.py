"""The questions of what comes after the sale, with their answers."""

from __future__ import annotations

AFTER_CHOICES = {
    "correct_refund": ("Popraw dane zwrotu", "Correct the refund"),
    "issue_anyway": ("Wystaw mimo to", "Issue it anyway"),
    "correct_by_hand": ("Wystawię korektę w wFirmie", "I will issue the correction in wFirma"),
    "leave": ("Nie wystawiaj korekty", "Issue no correction"),
}

BY_HAND = ("correct_by_hand", "leave")

# code: (Polish, English, choices)
AFTER_QUESTIONS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "correction.too_much": (
        "Zwrot to {amount}, a na dokumencie zostało {left}. Która kwota jest właściwa?",
        "The refund is {amount}, and {left} is left on the document. Which one is right?",
        ("correct_refund", *BY_HAND),
    ),
    "correction.quantity_gone": (
        "Zwrot obejmuje {quantity} szt. pozycji „{name}”, a na dokumencie zostało {left}. Ile jest zwracane?",
        "The refund takes {quantity} of “{name}”, and {left} is left on the document. How many come back?",
        ("correct_refund", *BY_HAND),
    ),
    "correction.line_unknown": (
        "Na dokumencie nie ma pozycji numer {number}. Której pozycji to dotyczy?",
        "The document has no line number {number}. Which line is meant?",
        ("correct_refund", *BY_HAND),
    ),
    "correction.net_prices": (
        "Dokument ma ceny netto i nie da się z nich dokładnie odjąć {amount} brutto. Jak to wykazać?",
        "The document has net prices, and {amount} gross cannot be taken off exactly. How should it look?",
        ("correct_refund", *BY_HAND),
    ),
    "correction.currency": (
        "Zwrot to {amount} {currency}, a dokument jest w innej walucie. Ile to jest w walucie dokumentu?",
        "The refund is {amount} {currency}, and the document has another currency. How much is it in that one?",
        ("correct_refund", *BY_HAND),
    ),
    "correction.simplified_invoice": (
        "Paragon z NIP-em jest fakturą uproszczoną i wymaga korekty poza Mostkiem. Kto ją wystawi?",
        "The fiscal receipt with a NIP is a simplified invoice and is corrected outside Mostek. Who does it?",
        BY_HAND,
    ),
    "correction.country_changed": (
        "Kraj kupującego zmienia się z {old} na {new}, a z nim podatek. Jak skorygować?",
        "The buyer's country changes from {old} to {new}, and the tax with it. How to correct it?",
        BY_HAND,
    ),
    "correction.buyer_class": (
        "Po zmianie numeru podatkowego kupujący może być rozliczany inaczej. Jak skorygować?",
        "With the other tax number the buyer may be taxed in another way. How to correct it?",
        BY_HAND,
    ),
    "request.lapsed": (
        "Prawo kupującego do faktury wygasło {until}. Czy mimo to ją wystawić?",
        "The buyer's right to an invoice lapsed on {until}. Issue it anyway?",
        ("issue_anyway", "nothing"),
    ),
}
