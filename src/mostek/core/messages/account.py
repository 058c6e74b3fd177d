"""Messages about the check of an account, and about wFirma telling of new documents."""

from __future__ import annotations

from mostek.core.messages.row import Row

_LINK = "panel:connection"
_WAITS_PL = "Dokumenty są wystawiane jak dotąd. Gdy wynik wysyłki jest nieznany, a wFirma mówi, że dokumentu nie ma, decyduje człowiek."
_WAITS_EN = "Documents are issued as before. When an outcome is unknown and wFirma says that there is no document, a person decides."
_SLOWER_PL = "Mostek działa jak dotąd, tylko wątpliwości wyjaśniają się wolniej."
_SLOWER_EN = "Mostek works as before, only doubts end more slowly."

ROWS = {
    "lookup.unproved": Row(
        (
            "Wyszukiwanie dokumentów na tym koncie nie zostało jeszcze sprawdzone.",
            _WAITS_PL,
            "Uruchom sprawdzenie konta na stronie połączenia.",
        ),
        (
            "The look-up of documents on this account has not been proved yet.",
            _WAITS_EN,
            "Run the check of the account on the connection's page.",
        ),
        _LINK,
    ),
    "lookup.proved": Row(
        (
            "Wyszukiwanie dokumentów na tym koncie działa. Nowy dokument widać najpóźniej po {delay} s.",
            "",
            "",
        ),
        (
            "The look-up of documents works on this account. A new document is listed after {delay} s at most.",
            "",
            "",
        ),
    ),
    "lookup.slow": Row(
        (
            "wFirma pokazuje nowe dokumenty dopiero po {delay} s, wolniej, niż zakłada Mostek.",
            "Na tym koncie Mostek czeka dłużej ({minutes} min), zanim uwierzy, że dokumentu nie ma.",
            "",
        ),
        (
            "wFirma lists new documents only after {delay} s, later than Mostek assumes.",
            "On this account Mostek waits longer ({minutes} min) before it believes that there is no document.",
            "",
        ),
    ),
    "account_check.issued": Row(
        ("Wystawiona próbna pro forma na 0,01 zł.", "", ""),
        ("A trial pro forma of 0.01 PLN was issued.", "", ""),
    ),
    "account_check.unclear": Row(
        ("wFirma nie potwierdziła, czy pro forma powstała.", "Mostek jej szuka i drugiej nie wystawia.", ""),
        (
            "wFirma did not confirm whether the pro forma was made.",
            "Mostek looks for it and issues no second one.",
            "",
        ),
    ),
    "account_check.found": Row(
        ("Pro forma znaleziona po oznaczeniu z Mostka.", "", ""),
        ("The pro forma was found by Mostek's reference.", "", ""),
    ),
    "account_check.clean": Row(
        ("Oznaczenia, którego nikt nie ma, wFirma nie znalazła.", "Tak ma być.", ""),
        ("A reference that nobody has was not found.", "That is right.", ""),
    ),
    "account_check.deleted": Row(
        ("Pro forma usunięta.", "", ""),
        ("The pro forma was deleted.", "", ""),
    ),
    "account_check.issue": Row(
        (
            "wFirma nie przyjęła próbnej pro formy.",
            f"Nic nie powstało. {_WAITS_PL}",
            "Popraw przyczynę podaną przez wFirma i uruchom sprawdzenie jeszcze raz.",
        ),
        (
            "wFirma did not accept the trial pro forma.",
            f"Nothing was made. {_WAITS_EN}",
            "Correct the cause that wFirma gives and run the check again.",
        ),
        _LINK,
    ),
    "account_check.find": Row(
        (
            "wFirma nie znalazła próbnej pro formy po oznaczeniu z Mostka.",
            f"Na tym koncie nie można ufać wyszukiwaniu. {_WAITS_PL}",
            "Uruchom sprawdzenie jeszcze raz później. Jeśli wynik się powtórzy, napisz do nas i podaj kod komunikatu.",
        ),
        (
            "wFirma did not find the trial pro forma by Mostek's reference.",
            f"The look-up cannot be trusted on this account. {_WAITS_EN}",
            "Run the check again later. If it ends the same way, write to us and give the code of this message.",
        ),
        _LINK,
    ),
    "account_check.strange": Row(
        (
            "Po oznaczeniu próbnej pro formy wFirma znalazła coś innego.",
            f"Na tym koncie nie można ufać wyszukiwaniu. {_WAITS_PL}",
            "Uruchom sprawdzenie jeszcze raz. Jeśli wynik się powtórzy, napisz do nas i podaj kod komunikatu.",
        ),
        (
            "By the reference of the trial pro forma wFirma found something else.",
            f"The look-up cannot be trusted on this account. {_WAITS_EN}",
            "Run the check again. If it ends the same way, write to us and give the code of this message.",
        ),
        _LINK,
    ),
    "account_check.absent": Row(
        (
            "Na pytanie o oznaczenie, którego nikt nie ma, wFirma nie odpowiedziała wyraźnym „nie ma”.",
            f"Na tym koncie nie można ufać wyszukiwaniu. {_WAITS_PL}",
            "Uruchom sprawdzenie jeszcze raz. Jeśli wynik się powtórzy, napisz do nas i podaj kod komunikatu.",
        ),
        (
            "Asked for a reference that nobody has, wFirma did not plainly say “none”.",
            f"The look-up cannot be trusted on this account. {_WAITS_EN}",
            "Run the check again. If it ends the same way, write to us and give the code of this message.",
        ),
        _LINK,
    ),
    "account_check.delete": Row(
        (
            "wFirma nie pozwoliła usunąć próbnej pro formy {number}.",
            "To nie jest sprzedaż ani dokument księgowy, ale zostaje na liście w wFirma.",
            "Usuń ją w wFirma (Przychody ➔ Sprzedaż) albo spróbuj ponownie tutaj.",
        ),
        (
            "wFirma did not let the trial pro forma {number} be deleted.",
            "It is neither a sale nor an accounting document, but it stays on the list in wFirma.",
            "Delete it in wFirma (Przychody ➔ Sprzedaż), or try again here.",
        ),
        _LINK,
    ),
    "account_check.changed": Row(
        (
            "Dokument {number} nie wygląda już jak próbna pro forma, więc Mostek go nie usuwa.",
            "Mostek usuwa tylko to, co na pewno sam wystawił na próbę.",
            "Sprawdź ten dokument w wFirma.",
        ),
        (
            "The document {number} does not look like the trial pro forma any more, so Mostek does not delete it.",
            "Mostek deletes only what it certainly issued for the trial.",
            "Look at that document in wFirma.",
        ),
        _LINK,
    ),
    "account_check.company": Row(
        ("W trakcie sprawdzenia wybrano inną firmę.", _WAITS_PL, "Uruchom sprawdzenie jeszcze raz."),
        ("Another company was chosen during the check.", _WAITS_EN, "Run the check again."),
        _LINK,
    ),
    "witness.scope": Row(
        (
            "Aplikacja w wFirma nie ma zakresów webhooks-read i webhooks-write.",
            _SLOWER_PL,
            "Zaznacz je w aplikacji w wFirma, poczekaj na weryfikację, a potem kliknij tutaj Generuj.",
        ),
        (
            "The application in wFirma lacks the scopes webhooks-read and webhooks-write.",
            _SLOWER_EN,
            "Tick them in the application at wFirma, wait until it is verified, then click Generuj here.",
        ),
        _LINK,
    ),
    "witness.address": Row(
        (
            "wFirma nie dosięgnie tego Mostka: jego adres działa tylko na tym komputerze albo w tej sieci.",
            _SLOWER_PL,
            "Ustaw MOSTEK_URL na adres widoczny w internecie i włącz powiadomienia jeszcze raz.",
        ),
        (
            "wFirma cannot reach this Mostek: its address works on this computer or network alone.",
            _SLOWER_EN,
            "Set MOSTEK_URL to an address that the internet can see and switch this on again.",
        ),
        _LINK,
    ),
    "witness.refused": Row(
        (
            "wFirma nie przyjęła adresu, pod który ma zgłaszać nowe dokumenty.",
            _SLOWER_PL,
            "Spróbuj włączyć powiadomienia jeszcze raz później.",
        ),
        (
            "wFirma did not accept the address to which it should report new documents.",
            _SLOWER_EN,
            "Try to switch this on again later.",
        ),
        _LINK,
    ),
}
