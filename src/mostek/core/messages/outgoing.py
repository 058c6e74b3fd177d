"""Messages about what leaves Mostek for others: receivers of messages, numbers for the platforms, shadow mode."""

from __future__ import annotations

from mostek.core.messages.row import Row

ROWS = {
    "outgoing.gone": Row(
        (
            "Odbiorca odpowiedział, że pod tym adresem już go nie ma (410). Wysyłanie zostało wyłączone.",
            "Wiadomości czekają, żadna nie zginęła.",
            "Popraw adres albo usuń odbiorcę. Po włączeniu wszystko, co czeka, zostanie wysłane.",
        ),
        (
            "The receiver answered that it is gone from this address (410). Sending was switched off.",
            "The messages wait, none is lost.",
            "Correct the address or remove the receiver. Once it is on again, all that waits is sent.",
        ),
        "panel:endpoints",
    ),
    "outgoing.given_up": Row(
        (
            "Od trzech dni żadna wiadomość nie doszła pod ten adres. Wysyłanie zostało wyłączone.",
            "Wiadomości czekają, żadna nie zginęła.",
            "Sprawdź odbiorcę, wyślij próbę i włącz wysyłanie. Wszystko, co czeka, zostanie wysłane.",
        ),
        (
            "No message has reached this address for three days. Sending was switched off.",
            "The messages wait, none is lost.",
            "Check the receiver and switch sending on. All that waits is sent.",
        ),
        "panel:endpoints",
    ),
    "outgoing.refused": Row(
        (
            "Odbiorca odrzucił wiadomość.",
            "Mostek próbuje ponownie, w coraz dłuższych odstępach, przez około trzy dni.",
            "Sprawdź u odbiorcy, czego oczekuje pod tym adresem.",
        ),
        (
            "The receiver refused the message.",
            "Mostek tries again at growing intervals, for about three days.",
            "Check at the receiver what it expects at this address.",
        ),
        "panel:endpoints",
    ),
    "outgoing.redirected": Row(
        (
            "Odbiorca przekierowuje pod inny adres, a wiadomości nie idą za przekierowaniem.",
            "Mostek próbuje ponownie, w coraz dłuższych odstępach, przez około trzy dni.",
            "Wpisz adres, do którego prowadzi przekierowanie.",
        ),
        (
            "The receiver redirects to another address, and messages follow no redirect.",
            "Mostek tries again at growing intervals, for about three days.",
            "Enter the address that the redirect leads to.",
        ),
        "panel:endpoints",
    ),
    "outgoing.busy": Row(
        (
            "Odbiorca prosi o przerwę.",
            "Wiadomość zostanie wysłana, gdy przerwa minie.",
            "",
        ),
        (
            "The receiver asks for a pause.",
            "The message is sent when the pause is over.",
            "",
        ),
        "panel:endpoints",
    ),
    "outgoing.broken": Row(
        (
            "Odbiorca odpowiedział błędem.",
            "Mostek próbuje ponownie, w coraz dłuższych odstępach, przez około trzy dni.",
            "Sprawdź dziennik błędów odbiorcy.",
        ),
        (
            "The receiver answered with an error.",
            "Mostek tries again at growing intervals, for about three days.",
            "Check the receiver's log of errors.",
        ),
        "panel:endpoints",
    ),
    "outgoing.unreachable": Row(
        (
            "Nie udało się połączyć z odbiorcą.",
            "Mostek próbuje ponownie, w coraz dłuższych odstępach, przez około trzy dni.",
            "Sprawdź, czy adres jest poprawny i dostępny z internetu.",
        ),
        (
            "The receiver could not be reached.",
            "Mostek tries again at growing intervals, for about three days.",
            "Check that the address is right and can be reached from the Internet.",
        ),
        "panel:endpoints",
    ),
    "outgoing.private": Row(
        (
            "Adres odbiorcy prowadzi do sieci wewnętrznej.",
            "Mostek nie wysyła tam wiadomości.",
            "Wpisz adres dostępny z internetu. Administrator może zezwolić na adresy wewnętrzne: MOSTEK_ALLOW_PRIVATE.",
        ),
        (
            "The address of the receiver leads into an internal network.",
            "Mostek sends no messages there.",
            "Enter an address on the Internet. The administrator can allow internal ones: MOSTEK_ALLOW_PRIVATE.",
        ),
        "panel:endpoints",
    ),
    "write": Row(
        (
            "Nie udało się zapisać numeru dokumentu na platformie.",
            "Dokument jest wystawiony. Numer na platformie czeka.",
            "Sprawdź klucze źródła.",
        ),
        (
            "The number of the document could not be written into the platform.",
            "The document is issued. The number waits.",
            "Check the keys of the source.",
        ),
        "panel:sources",
    ),
    "write.rights": Row(
        (
            "Platforma nie pozwala Mostkowi zapisać numeru dokumentu przy zamówieniu.",
            "Dokumenty są wystawiane jak zwykle. Numery czekają na zapis.",
            "Nadaj kluczowi uprawnienie wymienione na stronie źródła albo wyłącz tam zapisywanie numerów.",
        ),
        (
            "The platform does not let Mostek write the number of the document at the order.",
            "Documents are issued as always. The numbers wait.",
            "Give the key the right that the page of the source names, or switch the writing off there.",
        ),
        "panel:sources",
    ),
    "write.no_order": Row(
        (
            "Na platformie nie ma już tego zamówienia.",
            "Dokument jest wystawiony, jego numeru nie ma gdzie zapisać.",
            "",
        ),
        (
            "The platform has this order no more.",
            "The document is issued; there is no place to write its number.",
            "",
        ),
        "panel:sources",
    ),
    "write.refused": Row(
        (
            "Platforma odrzuciła numer dokumentu.",
            "Dokument jest wystawiony. Numer czeka na zapis.",
            "Sprawdź, czy w sklepie nie ma pola o tej samej nazwie i innym typie.",
        ),
        (
            "The platform refused the number of the document.",
            "The document is issued. The number waits.",
            "Check that the shop has no field of the same name and another type.",
        ),
        "panel:sources",
    ),
    "write.no_place": Row(
        (
            "Ta platforma nie ma miejsca na numer dokumentu.",
            "Dokument jest wystawiony.",
            "",
        ),
        (
            "This platform has no place for the number of a document.",
            "The document is issued.",
            "",
        ),
        "panel:sources",
    ),
    "shadow": Row(
        (
            "Dokument wycofano przed wysłaniem, bo źródło działa w trybie cienia.",
            "Sprzedaż jest pokazana do porównania.",
            "",
        ),
        (
            "The document was withdrawn before sending: its source is in shadow mode.",
            "The sale is shown for comparison.",
            "",
        ),
        "panel:sources",
    ),
}
