"""The reasons and warnings of what comes after the sale: corrections, refunds, invoices asked for later."""

from __future__ import annotations

Row = tuple[str, str, str | None]
KASA = "§ 3 ust. 3 rozporządzenia w sprawie kas rejestrujących"

# code: (Polish, English, legal basis)
AFTER: dict[str, Row] = {
    # What to do
    "correction.in_ksef": (
        "Faktura jest w KSeF, więc jej korekta też tam trafia.",
        "The invoice is in KSeF, so its correction goes there too.",
        "art. 106j ust. 2 pkt 2a i ust. 4",
    ),
    "correction.to_ksef": (
        "Faktury w KSeF nie ma, ale korekta dla firmy tam trafia.",
        "The invoice is not in KSeF, but a correction for a business goes there.",
        "art. 106ga ust. 1",
    ),
    "correction.outside": (
        "Zwrot lub zmiana ceny wymaga faktury korygującej.",
        "A refund or a change of price needs a correcting invoice.",
        "art. 106j ust. 1",
    ),
    "correction.price": (
        "Cena na fakturze była pomyłką.",
        "The price on the invoice was a mistake.",
        "art. 106j ust. 1 pkt 5",
    ),
    "correction.data": (
        "Zmieniają się tylko dane nabywcy, kwoty zostają.",
        "Only the buyer's data change; the amounts stay.",
        "art. 106j ust. 1 pkt 5",
    ),
    "correction.tax_id": (
        "Pomyłka w NIP-ie: korekta do zera i nowa faktura.",
        "A mistake in the NIP: a correction to zero and a new invoice.",
        "art. 106j ust. 1 pkt 5",
    ),
    "correction.register": (
        "Sprzedaż bez faktury: zmianę zapisuje ewidencja sprzedaży, faktury korygującej nie ma.",
        "A sale without an invoice: the change goes into the record of sales; there is no correcting invoice.",
        "art. 29a ust. 10; art. 109 ust. 1 i 3",
    ),
    "correction.fiscal_register": (
        "Sprzedaż z kasy: zwrot trafia do ewidencji zwrotów i reklamacji.",
        "A sale of the cash register: the refund goes into the register of returns and complaints.",
        KASA,
    ),
    "correction.fiscal_mistake": (
        "Pomyłka na paragonie trafia do ewidencji oczywistych pomyłek.",
        "A mistake on a fiscal receipt goes into the register of obvious mistakes.",
        "§ 3 ust. 5 rozporządzenia w sprawie kas rejestrujących",
    ),
    "correction.proforma": (
        "Pro forma nie jest fakturą i korekty nie potrzebuje.",
        "A pro forma is no invoice and needs no correction.",
        None,
    ),
    "correction.before_issue": (
        "Pieniądze wróciły przed wystawieniem dokumentu, więc dokumentu nie będzie.",
        "The money went back before the document was issued, so there will be none.",
        None,
    ),
    "correction.lower_plan": (
        "Zmiana przyszła przed wystawieniem: dokument od razu powstanie z nowymi danymi.",
        "The change came before the document was issued: it will carry the new data at once.",
        None,
    ),
    "correction.no_document": (
        "Do tej sprzedaży nie ma dokumentu, więc nie ma czego korygować.",
        "The sale has no document, so there is nothing to correct.",
        None,
    ),
    "correction.nothing_left": (
        "Całość jest już zwrócona.",
        "Everything has been refunded already.",
        None,
    ),
    "correction.called_off": (
        "Anulowanie zostało cofnięte, więc dokument zostaje bez zmian.",
        "The cancellation was taken back, so the document stays as it is.",
        None,
    ),
    "correction.done": ("To zdarzenie jest już rozliczone.", "This event has been dealt with already.", None),
    "correction.dispute": (
        "Spór o płatność trwa. Korekta dopiero, gdy pieniądze wrócą do kupującego.",
        "The payment is disputed. A correction comes only when the money goes back to the buyer.",
        None,
    ),
    "correction.nothing_changed": (
        "Nic się nie zmienia, więc korekta nie jest potrzebna.",
        "Nothing changes, so no correction is needed.",
        None,
    ),
    "correction.data_on_record": (
        "To nie jest faktura: danych kupującego się na niej nie koryguje.",
        "This is no invoice: the buyer's data on it are not corrected.",
        None,
    ),
    # When it counts
    "counts.issue": (
        "Obniżenie liczy się w miesiącu wystawienia korekty w KSeF.",
        "The decrease counts in the month in which the correction is issued in KSeF.",
        "art. 29a ust. 13",
    ),
    "counts.confirmation": (
        "Obniżenie liczy się w miesiącu, w którym jest potwierdzenie, że kupujący dostał korektę.",
        "The decrease counts in the month with the confirmation that the buyer has the correction.",
        "art. 29a ust. 13a",
    ),
    "counts.without_tax": (
        "Na fakturze nie ma podatku, więc potwierdzenie odbioru korekty nie jest potrzebne.",
        "The invoice shows no tax, so no confirmation of the correction is needed.",
        "art. 29a ust. 13a i 15",
    ),
    "counts.refund": (
        "Obniżenie liczy się w miesiącu zwrotu.",
        "The decrease counts in the month of the refund.",
        "art. 29a ust. 10",
    ),
    "counts.origin": (
        "Cena była zaniżona od początku, więc podwyższenie liczy się w miesiącu sprzedaży.",
        "The price was too low from the start, so the increase counts in the month of the sale.",
        "art. 29a ust. 17",
    ),
    "counts.oss": (
        "Zmianę ujmuje ta sama deklaracja OSS co sprzedaż: {period}.",
        "The change belongs in the same OSS return as the sale: {period}.",
        "art. 130c ust. 5",
    ),
    "counts.oss_later": (
        "Zmianę ujmuje deklaracja OSS za {period}, ze wskazaniem kwartału {old} i kraju {country}.",
        "The change belongs in the OSS return for {period}, naming the quarter {old} and the country {country}.",
        "art. 130c ust. 5a",
    ),
    "counts.none": (
        "Dokument jest bez VAT: zmienia się tylko przychód.",
        "The document carries no VAT: only the income changes.",
        None,
    ),
    # An invoice asked for after the sale
    "request.in_time": (
        "Prośba o fakturę przyszła w terminie, do {until}.",
        "The invoice was asked for in time, by {until}.",
        "art. 106b ust. 3",
    ),
    "request.late_agreed": (
        "Prawo do faktury wygasło {until}, ale sprzedawca zgadza się ją wystawić.",
        "The right to an invoice lapsed on {until}, but the seller agrees to issue it.",
        "art. 106b ust. 3",
    ),
    "request.has_invoice": (
        "Kupujący ma już fakturę do tej sprzedaży.",
        "The buyer has an invoice for this sale already.",
        None,
    ),
}

AFTER_WARNINGS: dict[str, Row] = {
    "correction.quantity_joined": (
        "Kwota pozycji „{name}” nie dzieli się przez ilość, więc na korekcie jest to 1 sztuka.",
        "The amount of “{name}” does not divide by its quantity, so the correction shows 1 piece.",
        None,
    ),
    "correction.receipt_too": (
        "Ta sprzedaż jest też na paragonie. Zwrot można ująć tylko raz.",
        "This sale is on a fiscal receipt too. The refund may be counted only once.",
        KASA,
    ),
    "correction.oss_too_late": (
        "Od terminu deklaracji OSS minęły 3 lata. Zmianę trzeba zgłosić w kraju kupującego ({country}).",
        "Three years have passed since the OSS return was due. The change is for the buyer's country ({country}).",
        "art. 130c ust. 5a",
    ),
    "request.record_exists": (
        "Do tej sprzedaży jest już dowód sprzedaży. Razem z fakturą nie może się liczyć drugi raz.",
        "The sale has a proof of sale already. Together with the invoice it must not count twice.",
        None,
    ),
}
