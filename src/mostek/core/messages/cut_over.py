"""Messages of moving over from a platform's own integration: what waits, and what both have invoiced."""

from __future__ import annotations

from mostek.core.messages.row import Row

_SOURCES = "panel:sources"
_ORDERS = "panel:orders"

ROWS = {
    "cut_over.open": Row(
        (
            "Sprzedaże z tego źródła czekają: integracja wFirma w sklepie może być jeszcze włączona.",
            "Gdyby wystawiały obie, każda sprzedaż miałaby dwa dokumenty.",
            "Wyłącz ją w sklepie i potwierdź to na stronie przejścia.",
        ),
        (
            "Sales from this source wait: the shop's own wFirma integration may still be on.",
            "If both issued, every sale would have two documents.",
            "Switch it off in the shop and confirm it on the page of moving over.",
        ),
        _SOURCES,
    ),
    "cut_over.toggle": Row(
        (
            "Dokument czeka na potwierdzenie, że integracja wFirma w sklepie jest wyłączona.",
            "Gdyby wystawiły go obie strony, byłyby dwa.",
            "Wyłącz ją w sklepie i potwierdź to na stronie przejścia.",
        ),
        (
            "The document waits for a word that the shop's own wFirma integration is off.",
            "If both sides issued it, there would be two.",
            "Switch it off in the shop and confirm it on the page of moving over.",
        ),
        _SOURCES,
    ),
    "cut_over.look": Row(
        (
            "Mostek sprawdza najpierw w wFirma, czy tej sprzedaży nie udokumentował już sklep.",
            "Po wyłączeniu integracji sklepu czeka kwadrans, bo jej ostatnie dokumenty mogą być w drodze.",
            "Nic nie trzeba robić.",
        ),
        (
            "Mostek looks first whether the shop has documented this sale in wFirma already.",
            "After the shop's integration was switched off it waits a quarter of an hour: its last documents may be on their way.",
            "Nothing to do.",
        ),
    ),
    "foreign.both": Row(
        (
            "Sprzedaż {about} ma w wFirma dwa dokumenty: {ours} z Mostka i {number} wystawiony poza nim.",
            "Opis drugiego wymienia to zamówienie. Prawdopodobnie integracja sklepu jest nadal włączona.",
            "Sprawdź przełącznik w sklepie. Zbędny dokument usuń albo skoryguj w wFirma, potem wybierz „Sprawdź jeszcze raz”.",
        ),
        (
            "Sale {about} has two documents in wFirma: {ours} from Mostek and {number} issued outside it.",
            "The description of the second one names this order. The shop's own integration is probably still on.",
            "See to the switch in the shop. Delete or correct the document too many in wFirma, then choose “Check again”.",
        ),
        _ORDERS,
    ),
}
