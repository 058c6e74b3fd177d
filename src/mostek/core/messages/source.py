"""Messages about what Sources send."""

from __future__ import annotations

from mostek.core.messages.row import Row

ROWS = {
    "signature": Row(
        (
            "Podpis wiadomości się nie zgadza.",
            "Wiadomość została odrzucona, nic z niej nie zapisano.",
            "Skopiuj jeszcze raz Klucz API z platformy i zapisz.",
        ),
        (
            "The signature of a message does not match.",
            "It was turned away and nothing of it was kept.",
            "Copy the API key of the platform again and save.",
        ),
        "panel:sources",
    ),
    "too_large": Row(
        ("Wiadomość była za duża.", "Została odrzucona.", "Jeśli to prawdziwe zamówienie, dodaj je ręcznie."),
        ("A message was too large.", "It was turned away.", "If it was a real order, add it by hand."),
        "panel:sources",
    ),
    "body": Row(
        (
            "Wiadomości nie da się odczytać.",
            "Jej treść jest zachowana.",
            "Sprawdź zamówienie na platformie i dodaj je ręcznie.",
        ),
        (
            "A message cannot be read.",
            "Its text is kept.",
            "Check the order on the platform and add it by hand.",
        ),
        "panel:inbox",
    ),
    "body.not_json": Row(
        (
            "Wiadomość nie jest poprawnym JSON-em.",
            "Jej treść jest zachowana.",
            "Sprawdź zamówienie na platformie i dodaj je ręcznie.",
        ),
        (
            "A message is not valid JSON.",
            "Its text is kept.",
            "Check the order on the platform and add it by hand.",
        ),
        "panel:inbox",
    ),
    "body.fields": Row(
        (
            "W wiadomości brakuje danych albo są niepoprawne: {detail}.",
            "Jej treść jest zachowana.",
            "Sprawdź zamówienie na platformie i dodaj je ręcznie.",
        ),
        (
            "A message lacks data or holds wrong ones: {detail}.",
            "Its text is kept.",
            "Check the order on the platform and add it by hand.",
        ),
        "panel:inbox",
    ),
    "publigo.php_serialized": Row(
        (
            "Publigo wysłało dane w formacie PHP zamiast JSON.",
            "Treść jest zachowana.",
            "Zaktualizuj Publigo, a to zamówienie dodaj ręcznie.",
        ),
        (
            "Publigo sent PHP-serialised data instead of JSON.",
            "The text is kept.",
            "Update Publigo and add this order by hand.",
        ),
        "panel:inbox",
    ),
    "publigo.other_event": Row(
        (
            "Publigo wysłało inne zdarzenie niż opłacone zamówienie.",
            "Nie dotyczy ono sprzedaży.",
            "W Publigo otwórz Narzędzia ➔ Webhooki i wybierz typ zdarzenia „Zamówienie zostało opłacone”.",
        ),
        (
            "Publigo sent another event than a paid order.",
            "It is not about a sale.",
            "In Publigo open Narzędzia ➔ Webhooki and choose the event type “Zamówienie zostało opłacone”.",
        ),
        "panel:sources",
    ),
    "publigo.not_paid": Row(
        ("Zamówienie nie jest opłacone.", "Dokument nie jest potrzebny.", ""),
        ("The order is not paid.", "No document is needed.", ""),
    ),
    "order.new": Row(("Nowe zamówienie.", "", ""), ("A new order.", "", "")),
    "order.seen": Row(
        ("To zamówienie już było.", "Nic się nie zmieniło.", ""),
        ("This order had come before.", "Nothing changed.", ""),
    ),
    "order.revised": Row(
        ("Zamówienie się zmieniło.", "Dokument zostanie wystawiony według nowych danych.", ""),
        ("The order has changed.", "The document will follow the new data.", ""),
    ),
    "order.changed_after_issue": Row(
        (
            "Zamówienie zmieniło się po wystawieniu dokumentu.",
            "Dokument pozostaje bez zmian.",
            "Sprawdź, czy potrzebna jest korekta.",
        ),
        (
            "The order changed after its document had been issued.",
            "The document stays as it is.",
            "Check whether a correction is needed.",
        ),
        "panel:inbox",
    ),
}
