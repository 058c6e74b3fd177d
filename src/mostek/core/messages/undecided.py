"""Messages about a Document in doubt: what a person told Mostek to do, and what came of it."""

from __future__ import annotations

from mostek.core.messages.row import Row

_KEPT_PL = "Nic nie zostało wysłane ani zmienione."
_KEPT_EN = "Nothing was sent or changed."
_AGAIN_PL = "Spróbuj jeszcze raz za chwilę."
_AGAIN_EN = "Try again in a moment."

ROWS = {
    "absent.unproved": Row(
        (
            "wFirma mówi, że dokumentu nie ma, ale wyszukiwanie na tym koncie nie zostało jeszcze sprawdzone.",
            "Mostek nie ufa takiej odpowiedzi i nie wyśle dokumentu drugi raz. Nic nie zginęło.",
            "Sprawdź konto: to chwila, potem wszystko pójdzie dalej samo. Możesz też zdecydować samodzielnie.",
        ),
        (
            "wFirma says that the document is not there, but the look-up of this account has not been proved yet.",
            "Mostek does not trust that answer and sends nothing a second time. Nothing is lost.",
            "Check the account: it takes a moment, then all goes on by itself. You may also decide yourself.",
        ),
        "panel:inbox",
    ),
    "adopted": Row(
        ("Człowiek wskazał ten dokument jako dokument tej sprzedaży.", "Różnice były wtedy widoczne.", ""),
        ("A person said that this is the document of the sale.", "The differences were shown then.", ""),
    ),
    "found.once": Row(
        ("W wFirma jest jeden dokument tej sprzedaży.", "Drugiego nie ma.", ""),
        ("wFirma holds one document of this sale.", "There is no second one.", ""),
    ),
    "adopt.gone": Row(
        ("W wFirma nie ma już tego dokumentu.", _KEPT_PL, "Sprawdź teraz, co jest w wFirma."),
        ("That document is not in wFirma any more.", _KEPT_EN, "Check now what is in wFirma."),
    ),
    "adopt.changed": Row(
        (
            "Dokument w wFirma zmienił się, odkąd został pokazany.",
            _KEPT_PL,
            "Porównaj jeszcze raz i wtedy zdecyduj.",
        ),
        (
            "The document in wFirma has changed since it was shown.",
            _KEPT_EN,
            "Compare once more, then decide.",
        ),
    ),
    "adopt.kind": Row(
        (
            "To nie jest dokument sprzedaży, tylko na przykład pro forma albo korekta.",
            _KEPT_PL,
            "Wskaż fakturę, rachunek albo paragon.",
        ),
        (
            "That is no document of a sale, but perhaps a pro forma or a correction.",
            _KEPT_EN,
            "Choose an invoice, a bill or a receipt.",
        ),
    ),
    "adopt.taken": Row(
        (
            "Ten dokument należy już do innej sprzedaży w Mostku.",
            _KEPT_PL,
            "Wskaż inny dokument. Jeden dokument nie może należeć do dwóch sprzedaży.",
        ),
        (
            "That document belongs to another sale in Mostek already.",
            _KEPT_EN,
            "Choose another document. One document cannot belong to two sales.",
        ),
    ),
    "adopt.other": Row(
        (
            "W wFirma jest inny dokument z oznaczeniem tej sprzedaży.",
            "To on powstał z wysyłki Mostka, więc nie można go pominąć.",
            "Zobacz, co zostało znalezione, i zdecyduj jeszcze raz, jeśli trzeba.",
        ),
        (
            "wFirma holds another document with the reference of this sale.",
            "It is the one that Mostek sent, so it cannot be passed over.",
            "See what was found and decide again if needed.",
        ),
    ),
    "adopt.settling": Row(
        (
            "Jest za wcześnie: dokument wysłany przez Mostka może się jeszcze pojawić w wFirma.",
            _KEPT_PL,
            "Poczekaj kilka minut i spróbuj ponownie.",
        ),
        (
            "It is too early: the document that Mostek sent may still come up in wFirma.",
            _KEPT_EN,
            "Wait a few minutes and try again.",
        ),
    ),
    "issue.found": Row(
        (
            "Dokument jednak jest w wFirma.",
            "Drugi nie został wysłany.",
            "Zobacz, co zostało znalezione.",
        ),
        ("The document is in wFirma after all.", "No second one was sent.", "See what was found."),
    ),
    "issue.settling": Row(
        (
            "Jest za wcześnie: wFirma może jeszcze zapisywać ten dokument.",
            _KEPT_PL,
            "Poczekaj kilka minut i spróbuj ponownie.",
        ),
        (
            "It is too early: wFirma may still be booking this document.",
            _KEPT_EN,
            "Wait a few minutes and try again.",
        ),
    ),
    "instruction.overtaken": Row(
        ("Sprawa rozwiązała się w międzyczasie.", _KEPT_PL, ""),
        ("The matter was settled in the meantime.", _KEPT_EN, ""),
    ),
    "instruction.no_answer": Row(
        ("wFirma nie odpowiedziała jasno.", _KEPT_PL, _AGAIN_PL),
        ("wFirma gave no clear answer.", _KEPT_EN, _AGAIN_EN),
    ),
}
