"""Messages about a Document: why it is in its state."""

from __future__ import annotations

from mostek.core.messages.row import Row

_SAFE_PL = "Nic nie zginęło, dokument czeka."
_SAFE_EN = "Nothing is lost, the document waits."
_SELF_PL = "Nie trzeba nic robić."
_SELF_EN = "There is nothing to do."
_LOOK_PL = "Mostek sam sprawdzi w wFirma, czy dokument powstał. Do tego czasu nie wyśle go drugi raz."
_LOOK_EN = "Mostek looks in wFirma whether the document was made. Until then it does not send it again."

ROWS = {
    "not_sent": Row(
        ("Nie udało się połączyć z wFirma.", "Nic nie zostało wysłane, dokument czeka.", _SELF_PL),
        ("wFirma could not be reached.", "Nothing was sent, the document waits.", _SELF_EN),
    ),
    "not_sent.dns": Row(
        (
            "Serwer nie może znaleźć adresu wFirma.",
            "Nic nie zostało wysłane, dokument czeka i zostanie wysłany sam.",
            "Jeśli to trwa, sprawdź dostęp serwera do internetu i jego ustawienia DNS.",
        ),
        (
            "The server cannot find the address of wFirma.",
            "Nothing was sent; the document waits and goes out by itself.",
            "If this lasts, check the server's access to the internet and its DNS settings.",
        ),
    ),
    "not_sent.tls": Row(
        (
            "Nie udało się nawiązać bezpiecznego połączenia z wFirma.",
            "Nic nie zostało wysłane, dokument czeka i zostanie wysłany sam.",
            "Jeśli to trwa, sprawdź datę na serwerze i jego certyfikaty.",
        ),
        (
            "No secure connection to wFirma could be made.",
            "Nothing was sent; the document waits and goes out by itself.",
            "If this lasts, check the date of the server and its certificates.",
        ),
    ),
    "not_sent.stale": Row(
        ("Wysyłka została wstrzymana, bo komputer na chwilę stanął.", _SAFE_PL, _SELF_PL),
        ("Sending was held back because the machine had paused.", _SAFE_EN, _SELF_EN),
    ),
    "throttled": Row(
        ("wFirma prosi o chwilę przerwy.", _SAFE_PL, _SELF_PL),
        ("wFirma asks for a break.", _SAFE_EN, _SELF_EN),
    ),
    "throttled.requests": Row(
        ("wFirma przyjmuje teraz mniej zapytań.", "Mostek zwalnia, dokument czeka.", _SELF_PL),
        ("wFirma takes fewer calls at the moment.", "Mostek slows down, the document waits.", _SELF_EN),
    ),
    "throttled.maintenance": Row(
        ("wFirma ma przerwę techniczną.", _SAFE_PL, _SELF_PL),
        ("wFirma is down for maintenance.", _SAFE_EN, _SELF_EN),
    ),
    "throttled.snapshot_lock": Row(
        ("wFirma przywraca dane firmy z kopii zapasowej.", _SAFE_PL, _SELF_PL),
        ("wFirma is restoring the company's data from a backup.", _SAFE_EN, _SELF_EN),
    ),
    "throttled.auth_lock": Row(
        (
            "wFirma zablokowała logowanie na 5 minut po nieudanych próbach.",
            _SAFE_PL,
            "Sprawdź dane dostępu w połączeniu.",
        ),
        (
            "wFirma has locked the login for 5 minutes after failed tries.",
            _SAFE_EN,
            "Check the credentials of the connection.",
        ),
        "panel:connection",
    ),
    "throttled.ksef_batch": Row(
        ("Faktura jest właśnie wysyłana do KSeF, korekta musi poczekać.", _SAFE_PL, _SELF_PL),
        ("The invoice is on its way to KSeF, the correction has to wait.", _SAFE_EN, _SELF_EN),
    ),
    "throttled.busy": Row(
        ("Połączenie z wFirma jest chwilowo zajęte.", _SAFE_PL, "Spróbuj za chwilę."),
        ("The connection to wFirma is busy for a moment.", _SAFE_EN, "Try again in a moment."),
    ),
    "unknown": Row(
        ("wFirma nie potwierdziła, czy dokument powstał.", _LOOK_PL, _SELF_PL),
        ("wFirma did not confirm whether the document was made.", _LOOK_EN, _SELF_EN),
    ),
    "outcome_unknown": Row(
        ("wFirma nie potwierdziła, czy dokument powstał.", _LOOK_PL, _SELF_PL),
        ("wFirma did not confirm whether the document was made.", _LOOK_EN, _SELF_EN),
    ),
    "worker_lost": Row(
        ("Wysyłka została przerwana w trakcie.", _LOOK_PL, _SELF_PL),
        ("Sending was interrupted half-way.", _LOOK_EN, _SELF_EN),
    ),
    "internal": Row(
        (
            "Mostek natrafił na błąd, którego nie przewidział.",
            "Nic nie zginęło. Szczegóły są w dzienniku serwera.",
            "Przekaż dziennik osobie, która opiekuje się serwerem.",
        ),
        (
            "Mostek met an error it did not foresee.",
            "Nothing is lost. Details are in the server's log.",
            "Hand the log to whoever looks after the server.",
        ),
    ),
    "absent": Row(
        ("Sprawdzono dwa razy: dokumentu nie ma w wFirma.", "Zostanie wysłany ponownie.", _SELF_PL),
        ("Looked twice: the document is not in wFirma.", "It will be sent again.", _SELF_EN),
    ),
    "absent.again": Row(
        (
            "wFirma kilka razy odpowiedziała niejasno, a dokument za każdym razem nie powstał.",
            "Dokument czeka na decyzję.",
            "Sprawdź w wFirma, czy można tam wystawić taki dokument ręcznie, a potem wybierz, co dalej.",
        ),
        (
            "wFirma answered unclearly several times, and the document was not there each time.",
            "It waits for a decision.",
            "Check in wFirma whether such a document can be issued by hand, then choose what to do.",
        ),
    ),
    "released": Row(
        ("Wysyłka została wznowiona przez człowieka.", "", ""),
        ("A person let it be sent again.", "", ""),
    ),
    "revised": Row(
        ("Zamówienie się zmieniło przed wystawieniem.", "Zastąpił go nowy dokument.", ""),
        ("The order changed before it was issued.", "A new document took its place.", ""),
    ),
    "found.different": Row(
        (
            "W wFirma jest dokument z naszym oznaczeniem, ale różni się od zamówienia.",
            "Drugi nie zostanie wystawiony.",
            "Porównaj oba i zdecyduj, czy to ten dokument.",
        ),
        (
            "wFirma holds a document with our reference that differs from the order.",
            "No second one will be issued.",
            "Compare the two and decide whether it is the one.",
        ),
        "panel:inbox",
    ),
    "found.twice": Row(
        (
            "W wFirma są dwa dokumenty tej samej sprzedaży.",
            "Mostek żadnego nie usuwa.",
            "Porównaj oba, zostaw w wFirma właściwy, a potem kliknij Sprawdź teraz.",
        ),
        (
            "wFirma holds two documents of the same sale.",
            "Mostek deletes neither.",
            "Compare the two, keep the right one in wFirma, then click Check now.",
        ),
        "panel:inbox",
    ),
    "differs": Row(
        (
            "Dokument powstał, ale wFirma zapisała coś inaczej, niż było w zamówieniu.",
            "Dokument jest ważny, lecz wymaga sprawdzenia.",
            "Porównaj pola wymienione niżej i w razie potrzeby wystaw korektę w wFirma.",
        ),
        (
            "The document was made, but wFirma stored something else than was asked.",
            "It is valid and needs a look.",
            "Compare the fields listed below and issue a correction in wFirma if needed.",
        ),
    ),
    "gtu_unconfirmed": Row(
        (
            "Dokument powstał, ale wFirma nie potwierdziła kodu GTU.",
            "Dokument jest ważny. Kod GTU trafia do ewidencji JPK, nie na wydruk.",
            "Sprawdź kod GTU na dokumencie w wFirma, zanim wyślesz JPK.",
        ),
        (
            "The document was made, but wFirma did not confirm the GTU code.",
            "It is valid. The GTU code belongs in the JPK register, not on the print.",
            "Check the GTU code of the document in wFirma before the JPK is sent.",
        ),
    ),
    "rejected": Row(
        (
            "wFirma odmówiła wystawienia dokumentu.",
            "Dokument nie powstał i czeka na decyzję.",
            "Popraw przyczynę, a potem kliknij Wystaw ponownie.",
        ),
        (
            "wFirma refused to issue the document.",
            "It was not made and waits for a decision.",
            "Correct the cause, then click Issue again.",
        ),
    ),
    "rejected.fields": Row(
        (
            "wFirma nie przyjęła niektórych danych.",
            "Dokument nie powstał i czeka na decyzję.",
            "Popraw wymienione pola, a potem kliknij Wystaw ponownie.",
        ),
        (
            "wFirma did not accept some of the data.",
            "The document was not made and waits for a decision.",
            "Correct the fields listed, then click Issue again.",
        ),
    ),
    "rejected.ksef_not_authorised": Row(
        (
            "Użytkownik wFirma, przez którego łączy się Mostek, nie ma autoryzacji w KSeF.",
            "Dokument nie powstał i czeka.",
            "W wFirma otwórz Przychody ➔ KSeF i integracje i nadaj autoryzację, a potem kliknij Wystaw ponownie.",
        ),
        (
            "The wFirma user behind the connection has no KSeF authorisation.",
            "The document was not made and waits.",
            "In wFirma open Przychody ➔ KSeF i integracje and authorise, then click Issue again.",
        ),
    ),
    "rejected.stock": Row(
        (
            "W magazynie wFirma brakuje towaru.",
            "Dokument nie powstał i czeka.",
            "Uzupełnij stan w wFirma, a potem kliknij Wystaw ponownie.",
        ),
        (
            "The goods are out of stock in wFirma.",
            "The document was not made and waits.",
            "Fill up the stock in wFirma, then click Issue again.",
        ),
    ),
    "rejected.ledger_company": Row(
        (
            "Firma prowadzi księgi rachunkowe, a wFirma nie pozwala w nich na taką zmianę.",
            "Dokument nie powstał i czeka na decyzję.",
            "Wprowadź go ręcznie w wFirma albo zapytaj księgową.",
        ),
        (
            "The company keeps full accounts, and wFirma does not allow such a change in them.",
            "The document was not made and waits for a decision.",
            "Enter it by hand in wFirma, or ask the accountant.",
        ),
    ),
    "rejected.input": Row(
        (
            "wFirma nie zrozumiała zapytania.",
            "Dokument nie powstał i czeka. To błąd Mostka albo zmiana w wFirma.",
            "Wystaw dokument ręcznie w wFirma i przekaż dziennik serwera osobie, która się nim opiekuje.",
        ),
        (
            "wFirma did not understand the call.",
            "The document was not made and waits. This is a mistake of Mostek's or a change at wFirma.",
            "Issue the document by hand in wFirma, and hand the server's log to whoever looks after it.",
        ),
    ),
    "rejected.ledger_schema": Row(
        (
            "Firma prowadzi księgi rachunkowe i nie ma schematu księgowego.",
            "Dokument nie powstał i czeka.",
            "Ustaw schemat księgowy w wFirma, a potem kliknij Wystaw ponownie.",
        ),
        (
            "The company keeps full accounts and has no posting schema.",
            "The document was not made and waits.",
            "Set the posting schema in wFirma, then click Issue again.",
        ),
    ),
    "cannot_express.foreign_rate": Row(
        (
            "wFirma nie ma na liście potrzebnej stawki VAT: {said}.",
            "Nic nie zostało wysłane: zwykły zapis takiej stawki wFirma zamienia na 23%.",
            "W wFirma włącz Ustawienia ➔ Podatki ➔ VAT ➔ Podatnik VAT zarejestrowany w OSS, a potem kliknij Wystaw ponownie.",
        ),
        (
            "wFirma does not list the VAT rate that is needed: {said}.",
            "Nothing was sent: written plainly, wFirma would turn such a rate into 23%.",
            "In wFirma switch on Ustawienia ➔ Podatki ➔ VAT ➔ Podatnik VAT zarejestrowany w OSS, then click Issue again.",
        ),
    ),
    "cannot_express.vat_codes": Row(
        (
            "wFirma nie pozwala odczytać listy stawek VAT innych krajów.",
            "Nic nie zostało wysłane. Sprzedaż w kraju wystawia się dalej.",
            "Sprawdź uprawnienia użytkownika wFirma, przez którego łączy się Mostek, a potem kliknij Wystaw ponownie.",
        ),
        (
            "wFirma does not let Mostek read the list of other countries' VAT rates.",
            "Nothing was sent. Sales in Poland go on.",
            "Check the rights of the wFirma user behind the connection, then click Issue again.",
        ),
    ),
    "cannot_express.parent_changed": Row(
        (
            "Dokument, który ma być skorygowany, został w wFirma zmieniony lub skorygowany ręcznie: {said}.",
            "Nic nie zostało wysłane: korekta nie pasowałaby do tego, co tam jest.",
            "Porównaj dokument w wFirma z zamówieniem. Jeśli korekta już tam jest, nic więcej nie trzeba; jeśli nie, wystaw ją ręcznie.",
        ),
        (
            "The document to be corrected was changed or corrected by hand in wFirma: {said}.",
            "Nothing was sent: the correction would not fit what stands there.",
            "Compare the document in wFirma with the order. If the correction is there already, nothing more is needed; if not, issue it by hand.",
        ),
    ),
    "cannot_express.parent_gone": Row(
        (
            "Dokumentu, który ma być skorygowany, nie udało się odczytać z wFirma.",
            "Nic nie zostało wysłane.",
            "Sprawdź w wFirma, czy dokument tam jest, a potem kliknij Wystaw ponownie.",
        ),
        (
            "The document to be corrected could not be read from wFirma.",
            "Nothing was sent.",
            "Check in wFirma that the document is there, then click Issue again.",
        ),
    ),
    "cannot_express": Row(
        (
            "Mostek nie umie jeszcze zapisać takiego dokumentu w wFirma.",
            "Nic nie zostało wysłane.",
            "Wystaw ten dokument ręcznie w wFirma.",
        ),
        (
            "Mostek cannot yet express such a document for wFirma.",
            "Nothing was sent.",
            "Issue this document by hand in wFirma.",
        ),
    ),
}
