"""Messages of alerts: what is wrong at a Connection, told by e-mail; and why an e-mail could not be sent."""

from __future__ import annotations

from mostek.core.messages.row import Row

_CONNECTION = "panel:connection"
_INBOX = "panel:inbox"
_SOURCES = "panel:sources"
_PROOFS = "panel:proofs"

ROWS = {
    "alert.needs_you": Row(
        (
            "Połączenie z wFirma wymaga uwagi.",
            "Dokumenty czekają, nic nie zginęło.",
            "Otwórz połączenie i wykonaj krok, który pokazuje.",
        ),
        (
            "The connection to wFirma needs you.",
            "Documents wait, nothing is lost.",
            "Open the connection and do the step that it shows.",
        ),
        _CONNECTION,
    ),
    "alert.late": Row(
        (
            "Minął ostatni dzień na wystawienie faktury. Liczba faktur: {count}.",
            "Faktury nadal można wystawić, ale są już spóźnione.",
            "Otwórz Do decyzji i załatw najstarsze sprawy. O skutki zapytaj księgową lub księgowego.",
        ),
        (
            "The last day for issuing an invoice has passed. Invoices: {count}.",
            "They can still be issued, but they are late.",
            "Open the inbox and settle the oldest matters. Ask your accountant what follows.",
        ),
        _INBOX,
    ),
    "alert.near": Row(
        (
            "Zbliża się ostatni dzień na wystawienie faktury. Liczba faktur: {count}.",
            "Zostały najwyżej 3 dni. Przepisy dają czas do 15. dnia miesiąca po sprzedaży.",
            "Otwórz Do decyzji i odpowiedz na najstarsze pytania.",
        ),
        (
            "The last day for issuing an invoice is near. Invoices: {count}.",
            "At most 3 days are left. The law gives time until the 15th of the month after the sale.",
            "Open the inbox and answer the oldest questions.",
        ),
        _INBOX,
    ),
    "alert.held": Row(
        (
            "Coś czeka na decyzję. Liczba spraw: {count}.",
            "Bez odpowiedzi dokumenty nie zostaną wystawione. Reszta idzie dalej sama.",
            "Otwórz Do decyzji: każda sprawa to jedno pytanie.",
        ),
        (
            "Something waits for a decision. Matters: {count}.",
            "Without an answer these documents are not issued. The rest goes on by itself.",
            "Open the inbox: each matter is one question.",
        ),
        _INBOX,
    ),
    "alert.ksef": Row(
        (
            "Faktury mają kłopot z KSeF. Liczba faktur: {count}.",
            "KSeF je odrzucił albo nie mają numeru, choć termin już minął.",
            "Otwórz Do decyzji: przy każdej fakturze jest powód i następny krok.",
        ),
        (
            "Invoices have trouble with KSeF. Invoices: {count}.",
            "KSeF refused them, or they have no number though the time is over.",
            "Open the inbox: each invoice has its reason and the next step.",
        ),
        _INBOX,
    ),
    "alert.unknown": Row(
        (
            "Nie wiadomo, czy wFirma wystawiła dokument. Liczba dokumentów: {count}.",
            "Mostek niczego nie wysyła drugi raz, dopóki to nie jest jasne, a samo się nie wyjaśniło.",
            "Otwórz Do decyzji i sprawdź te dokumenty.",
        ),
        (
            "It is not known whether wFirma issued a document. Documents: {count}.",
            "Mostek sends nothing a second time before that is clear, and it has not settled by itself.",
            "Open the inbox and check these documents.",
        ),
        _INBOX,
    ),
    "alert.waiting": Row(
        (
            "Dokumenty czekają od ponad 6 godzin. Liczba dokumentów: {count}.",
            "Najczęściej wFirma nie odpowiada albo ma przerwę. Nic nie zginęło.",
            "Otwórz połączenie i uruchom test.",
        ),
        (
            "Documents have been waiting for more than 6 hours. Documents: {count}.",
            "Most often wFirma does not answer or has a break. Nothing is lost.",
            "Open the connection and run the test.",
        ),
        _CONNECTION,
    ),
    "alert.refused": Row(
        (
            "Wiadomości ze źródła sprzedaży są odrzucane. Liczba źródeł: {count}.",
            "Ich podpis się nie zgadza albo nie da się ich przyjąć. Tych sprzedaży może w Mostku brakować.",
            "Otwórz Źródła i sprawdź klucz.",
        ),
        (
            "Messages of a source of sales are turned away. Sources: {count}.",
            "Their signature is wrong, or they cannot be taken in. These sales may be missing in Mostek.",
            "Open Sources and check the key.",
        ),
        _SOURCES,
    ),
    "alert.silent": Row(
        (
            "Źródło sprzedaży milczy albo odmawia odpowiedzi. Liczba źródeł: {count}.",
            "Sprzedaże mogą docierać z opóźnieniem albo wcale.",
            "Otwórz Źródła: przy źródle jest powód i następny krok.",
        ),
        (
            "A source of sales is silent or refuses to answer. Sources: {count}.",
            "Sales may arrive late, or not at all.",
            "Open Sources: the reason and the next step are there.",
        ),
        _SOURCES,
    ),
    "alert.proof": Row(
        (
            "Zestawienie miesiąca nie wychodzi na zero. Liczba różnic: {count}.",
            "Sprzedaże i dokumenty w wFirma się nie zgadzają.",
            "Otwórz Zgodność i obejrzyj różnice.",
        ),
        (
            "The proof of a month is not zero. Differences: {count}.",
            "Sales and the documents in wFirma do not agree.",
            "Open Proof and look at the differences.",
        ),
        _PROOFS,
    ),
    "mail.unset": Row(
        (
            "Nie ustawiono serwera poczty.",
            "Powiadomienia nie są wysyłane e-mailem, choć są podane adresy.",
            "Ustaw na serwerze MOSTEK_SMTP_URL i MOSTEK_MAIL_FROM, potem uruchom Mostka ponownie.",
        ),
        (
            "No mail server has been set.",
            "Alerts are not sent by e-mail, though addresses have been given.",
            "Set MOSTEK_SMTP_URL and MOSTEK_MAIL_FROM on the server, then restart Mostek.",
        ),
    ),
    "mail.works": Row(
        ("Serwer poczty przyjmuje powiadomienia.", "", ""),
        ("The mail server takes alerts.", "", ""),
    ),
    "mail.unreachable": Row(
        (
            "Serwer poczty nie odpowiada.",
            "Powiadomienia czekają i będą wysyłane ponownie, coraz rzadziej, przez 3 dni.",
            "Sprawdź adres i port w MOSTEK_SMTP_URL oraz zaporę sieciową.",
        ),
        (
            "The mail server does not answer.",
            "Alerts wait and are tried again, ever more rarely, for 3 days.",
            "Check the address and the port in MOSTEK_SMTP_URL, and the firewall.",
        ),
    ),
    "mail.login": Row(
        (
            "Serwer poczty nie przyjął nazwy użytkownika albo hasła.",
            "Powiadomienia czekają i będą wysyłane ponownie, coraz rzadziej, przez 3 dni.",
            "Popraw nazwę i hasło w MOSTEK_SMTP_URL. Znaki takie jak @ trzeba zapisać jako %40.",
        ),
        (
            "The mail server did not take the user name or the password.",
            "Alerts wait and are tried again, ever more rarely, for 3 days.",
            "Correct them in MOSTEK_SMTP_URL. Characters like @ have to be written as %40.",
        ),
    ),
    "mail.recipient": Row(
        (
            "Serwer poczty nie przyjął adresu odbiorcy.",
            "Na ten adres powiadomienia nie dochodzą.",
            "Sprawdź adres w ustawieniach powiadomień.",
        ),
        (
            "The mail server did not take the recipient's address.",
            "Alerts do not arrive there.",
            "Check the address in the settings of alerts.",
        ),
    ),
    "mail.refused": Row(
        (
            "Serwer poczty odrzucił wiadomość.",
            "Powiadomienia czekają i będą wysyłane ponownie, coraz rzadziej, przez 3 dni.",
            "Sprawdź MOSTEK_MAIL_FROM: serwer może nie pozwalać na ten adres nadawcy.",
        ),
        (
            "The mail server refused a message.",
            "Alerts wait and are tried again, ever more rarely, for 3 days.",
            "Check MOSTEK_MAIL_FROM: the server may not allow this sender.",
        ),
    ),
}
