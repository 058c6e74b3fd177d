"""Messages about GTU codes that wFirma does not keep on lines, and about the goods that carry them instead."""

from __future__ import annotations

from mostek.core.messages.row import Row

_ISSUED_PL = "Faktury są wystawiane dalej, bez potwierdzonego kodu GTU."
_ISSUED_EN = "Invoices are issued as before, without a confirmed GTU code."
_HAND_PL = "Uzupełniaj kody GTU w wFirma, zanim wyślesz JPK."
_HAND_EN = "Add the GTU codes in wFirma before the JPK is sent."
_LINK = "panel:connection"

ROWS = {
    "gtu.dropped": Row(
        (
            "Od {day} wFirma nie zapisuje kodu GTU w pozycjach faktur.",
            "Mostek łączy odtąd takie pozycje z wpisem w katalogu towarów i usług wFirma, który ma ten kod. Nazwa, cena "
            "i VAT pozostają takie jak w zamówieniu.",
            "Sprawdź w wFirma faktury wystawione wcześniej, zanim wyślesz JPK.",
        ),
        (
            "Since {day} wFirma has not kept the GTU code on the lines of invoices.",
            "Mostek now links such lines with an entry of wFirma's catalogue of goods that has the code. Name, price "
            "and VAT stay as in the order.",
            "Check the invoices from before in wFirma before the JPK is sent.",
        ),
        _LINK,
    ),
    "gtu.by_hand": Row(
        (
            "Od {day} wFirma nie zapisuje kodu GTU w pozycjach faktur.",
            f"Kody przez katalog towarów wFirma są wyłączone w ustawieniach. {_ISSUED_PL}",
            "Włącz je na stronie „Numeracja i e-maile” albo uzupełniaj kody GTU w wFirma, zanim wyślesz JPK.",
        ),
        (
            "Since {day} wFirma has not kept the GTU code on the lines of invoices.",
            f"Codes through wFirma's catalogue of goods are switched off in the settings. {_ISSUED_EN}",
            "Switch them on under Numbering and e-mails, or add the GTU codes in wFirma before the JPK is sent.",
        ),
        _LINK,
    ),
    "goods.scope": Row(
        (
            "wFirma nie zapisuje kodu GTU w pozycjach faktur, a Mostek nie ma dostępu do katalogu towarów.",
            _ISSUED_PL,
            "W wFirma dodaj aplikacji zakresy goods-read i goods-write. Potem zaznacz je tutaj na stronie „Numeracja "
            "i e-maile” i kliknij Generuj. Zmienioną aplikację wFirma może weryfikować jeszcze raz.",
        ),
        (
            "wFirma does not keep the GTU code on lines, and Mostek has no access to the catalogue of goods.",
            _ISSUED_EN,
            "In wFirma add the scopes goods-read and goods-write to the application. Then tick them here under "
            "Numbering and e-mails and click Generuj. wFirma may verify a changed application once more.",
        ),
        _LINK,
    ),
    "goods.permission": Row(
        (
            "wFirma nie zapisuje kodu GTU w pozycjach faktur, a użytkownik wFirma nie ma uprawnień do katalogu towarów.",
            _ISSUED_PL,
            "W wFirma otwórz Ustawienia ➔ Inne ➔ Użytkownicy, nadaj uprawnienia do towarów, a potem uruchom test "
            "połączenia.",
        ),
        (
            "wFirma does not keep the GTU code on lines, and the wFirma user may not use the catalogue of goods.",
            _ISSUED_EN,
            "In wFirma open Ustawienia ➔ Inne ➔ Użytkownicy, give the permissions for goods, then run the test of the "
            "connection.",
        ),
        _LINK,
    ),
    "goods.gtu_not_kept": Row(
        (
            "wFirma nie zapisuje kodu GTU ani w pozycjach faktur, ani w katalogu towarów.",
            f"W katalogu kody GTU są opisane tylko dla magazynu rozszerzonego. {_ISSUED_PL}",
            f"{_HAND_PL} Po włączeniu magazynu rozszerzonego uruchom test połączenia.",
        ),
        (
            "wFirma keeps the GTU code neither on the lines of invoices nor in its catalogue of goods.",
            f"In the catalogue GTU codes are described for the extended warehouse only. {_ISSUED_EN}",
            f"{_HAND_EN} Once the extended warehouse is switched on, run the test of the connection.",
        ),
        _LINK,
    ),
    "goods.no_effect": Row(
        (
            "wFirma nie przenosi kodu GTU z katalogu towarów na fakturę.",
            _ISSUED_PL,
            f"{_HAND_PL} Gdy coś się zmieni w wFirma, uruchom test połączenia.",
        ),
        (
            "wFirma does not take the GTU code over from its catalogue of goods.",
            _ISSUED_EN,
            f"{_HAND_EN} When something has changed in wFirma, run the test of the connection.",
        ),
        _LINK,
    ),
    "goods.altered": Row(
        (
            "Wpis w katalogu towarów wFirma zmienił pozycję faktury.",
            f"Mostek nie łączy już pozycji z katalogiem. {_ISSUED_PL}",
            f"Porównaj fakturę oznaczoną na stronie „Do decyzji”. {_HAND_PL}",
        ),
        (
            "An entry of wFirma's catalogue of goods changed the line of an invoice.",
            f"Mostek no longer links lines with the catalogue. {_ISSUED_EN}",
            f"Compare the invoice that is marked in the inbox. {_HAND_EN}",
        ),
        _LINK,
    ),
    "goods.rejected": Row(
        (
            "wFirma nie przyjęła wpisu w katalogu towarów, który miał mieć kod GTU.",
            f"{_ISSUED_PL} Mostek spróbuje znowu następnego dnia.",
            _HAND_PL,
        ),
        (
            "wFirma did not accept the entry in its catalogue of goods that was to have the GTU code.",
            f"{_ISSUED_EN} Mostek tries again the next day.",
            _HAND_EN,
        ),
        _LINK,
    ),
    "goods.unknown": Row(
        (
            "wFirma nie odpowiedziała jasno na pytanie o katalog towarów.",
            f"{_ISSUED_PL} Mostek spróbuje znowu za kilka minut.",
            "Nie trzeba nic robić.",
        ),
        (
            "wFirma gave no clear answer about its catalogue of goods.",
            f"{_ISSUED_EN} Mostek tries again in a few minutes.",
            "There is nothing to do.",
        ),
        _LINK,
    ),
    "goods.lost": Row(
        (
            "wFirma nie przyjęła wpisu z katalogu towarów, który niesie kod GTU.",
            "Dokument nie powstał i zostanie za chwilę wysłany ponownie.",
            "Nie trzeba nic robić.",
        ),
        (
            "wFirma did not take the entry of its catalogue of goods that carries the GTU code.",
            "The document was not made and will be sent again in a moment.",
            "There is nothing to do.",
        ),
    ),
}
