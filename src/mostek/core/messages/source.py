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
    "order.stale": Row(
        ("Przyszła starsza wersja zamówienia, po nowszej.", "Nic się nie zmieniło.", ""),
        ("An older version of the order came after a newer one.", "Nothing changed.", ""),
    ),
    "order.undone": Row(
        (
            "Pieniądze wróciły do kupującego albo zamówienie anulowano, zanim powstał dokument.",
            "Nic nie jest wystawiane.",
            "",
        ),
        (
            "The money went back or the order was cancelled before a document was made.",
            "Nothing is issued.",
            "",
        ),
    ),
    "order.refunded": Row(
        (
            "Kupującemu zwrócono pieniądze.",
            "Dokument pozostaje bez zmian.",
            "Sprawdź, czy potrzebna jest korekta.",
        ),
        (
            "Money was returned to the buyer.",
            "The document stays as it is.",
            "Check whether a correction is needed.",
        ),
        "panel:inbox",
    ),
    "refund.early": Row(
        ("Przyszła wiadomość o zwrocie, a zamówienia jeszcze nie ma.", "Zwrot czeka na zamówienie.", ""),
        ("News of a refund came before its order.", "It waits for the order.", ""),
    ),
    "push.silent": Row(
        (
            "Wiadomości o zamówieniach nie docierają.",
            "Kilka ostatnich zamówień znalazło dopiero sprawdzenie na platformie.",
            "Sprawdź na platformie, czy webhook jest włączony i ma adres tego źródła.",
        ),
        (
            "The messages about orders do not arrive.",
            "The last few orders were only found by asking the platform.",
            "Check there that the webhook is on and has the address of this source.",
        ),
        "panel:sources",
    ),
    "pull": Row(
        (
            "Nie udało się sprawdzić zamówień na platformie.",
            "Wiadomości o zamówieniach są nadal przyjmowane.",
            "Mostek spróbuje ponownie.",
        ),
        (
            "The platform could not be asked for orders.",
            "Messages about orders are still taken in.",
            "Mostek tries again by itself.",
        ),
        "panel:sources",
    ),
    "pull.key": Row(
        (
            "Platforma nie przyjmuje klucza.",
            "Zaginionych zamówień nikt teraz nie szuka.",
            "Skopiuj klucz jeszcze raz i zapisz.",
        ),
        (
            "The platform does not accept the key.",
            "Nobody looks for lost orders now.",
            "Copy the key once more and save.",
        ),
        "panel:sources",
    ),
    "pull.address": Row(
        (
            "Pod adresem sklepu nie ma tego, co powinno.",
            "Zaginionych zamówień nikt teraz nie szuka.",
            "Sprawdź adres sklepu i zapisz.",
        ),
        (
            "What should be at the address of the shop is not there.",
            "Nobody looks for lost orders now.",
            "Check the address of the shop and save.",
        ),
        "panel:sources",
    ),
    "pull.private": Row(
        (
            "Adres sklepu leży w sieci prywatnej.",
            "Mostek nie łączy się z takimi adresami.",
            "Wpisz adres publiczny albo poproś administratora o MOSTEK_ALLOW_PRIVATE=1.",
        ),
        (
            "The address of the shop is in a private network.",
            "Mostek does not call such addresses.",
            "Enter a public address, or ask the administrator for MOSTEK_ALLOW_PRIVATE=1.",
        ),
        "panel:sources",
    ),
    "pull.throttled": Row(
        (
            "Platforma prosi o przerwę.",
            "Wiadomości o zamówieniach są nadal przyjmowane.",
            "Mostek zapyta ponownie po przerwie.",
        ),
        (
            "The platform asks for a pause.",
            "Messages about orders are still taken in.",
            "Mostek asks again after it.",
        ),
    ),
    "pull.unreachable": Row(
        (
            "Platforma nie odpowiada.",
            "Wiadomości o zamówieniach są nadal przyjmowane.",
            "Mostek próbuje ponownie. Jeśli to trwa, sprawdź, czy strona sklepu działa.",
        ),
        (
            "The platform does not answer.",
            "Messages about orders are still taken in.",
            "Mostek tries again. If it lasts, check that the shop's page works.",
        ),
    ),
    "pull.unreadable": Row(
        (
            "Odpowiedzi platformy nie da się odczytać.",
            "Wiadomości o zamówieniach są nadal przyjmowane.",
            "Sprawdź adres sklepu. Mostek próbuje ponownie.",
        ),
        (
            "The platform's answer cannot be read.",
            "Messages about orders are still taken in.",
            "Check the address of the shop. Mostek tries again.",
        ),
    ),
    "publigo.key_v2": Row(
        (
            "Publigo nie przyjmuje klucza API v2.",
            "Zaginionych zamówień nikt nie szuka.",
            "W Publigo otwórz Narzędzia ➔ Klucz API i skopiuj klucz v2. REST v2 jest od planu PLUS.",
        ),
        (
            "Publigo does not accept the API key v2.",
            "Nobody looks for lost orders.",
            "In Publigo open Narzędzia ➔ Klucz API and copy key v2. REST v2 comes with plan PLUS.",
        ),
        "panel:sources",
    ),
    "publigo.key_v1": Row(
        (
            "Publigo nie przyjmuje klucza API v1.",
            "Tym samym kluczem są podpisane wiadomości, więc byłyby odrzucane.",
            "W Publigo otwórz Narzędzia ➔ Klucz API i skopiuj klucz v1.",
        ),
        (
            "Publigo does not accept the API key v1.",
            "Messages are signed with the same key, so they would be turned away.",
            "In Publigo open Narzędzia ➔ Klucz API and copy key v1.",
        ),
        "panel:sources",
    ),
    "publigo.v2_works": Row(
        ("Klucz API v2 działa.", "Mostek znajdzie zaginione zamówienia.", ""),
        ("The API key v2 works.", "Mostek finds lost orders.", ""),
    ),
    "publigo.v1_works": Row(
        ("Klucz API v1 działa.", "Wiadomości z tego sklepu będą przyjmowane.", ""),
        ("The API key v1 works.", "Messages of this shop will be taken in.", ""),
    ),
    "publigo.registered": Row(
        ("Webhook jest w Publigo dodany.", "Publigo zgłasza opłacone zamówienia pod adres tego źródła.", ""),
        ("The webhook stands in Publigo.", "Publigo reports paid orders to the address of this source.", ""),
    ),
    "publigo.registered_before": Row(
        (
            "Webhook był już w Publigo.",
            "Publigo zgłasza opłacone zamówienia pod adres tego źródła.",
            "Sprawdź w Narzędzia ➔ Webhooki, czy ma status Aktywny.",
        ),
        (
            "The webhook stood in Publigo already.",
            "Publigo reports paid orders to the address of this source.",
            "Check in Narzędzia ➔ Webhooki that its status is Aktywny.",
        ),
    ),
    "publigo.not_registered": Row(
        (
            "Publigo nie przyjęło webhooka.",
            "Wiadomości o zamówieniach jeszcze nie przychodzą.",
            "Dodaj go w Publigo: Narzędzia ➔ Webhooki ➔ Dodaj nowy. Webhooki są w planie PRO.",
        ),
        (
            "Publigo did not take the webhook.",
            "Messages about orders do not come yet.",
            "Add it in Publigo: Narzędzia ➔ Webhooki ➔ Dodaj nowy. Webhooks come with plan PRO.",
        ),
        "panel:sources",
    ),
}
