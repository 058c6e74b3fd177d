"""Messages about the link to wFirma: its set-up, its health, its test."""

from __future__ import annotations

from mostek.core.messages.row import Row

_WAIT_PL = "Nic nie zginęło: dokumenty czekają i zostaną wystawione po naprawieniu połączenia."
_WAIT_EN = "Nothing is lost: documents wait and will be issued once the connection works again."
_LINK = "panel:connection"

ROWS = {
    "connection.new": Row(
        (
            "Połączenie z wFirma nie jest jeszcze skonfigurowane.",
            "Dokumenty nie są wystawiane.",
            "Dokończ konfigurację.",
        ),
        (
            "The connection to wFirma has not been set up yet.",
            "No documents are issued.",
            "Finish the set-up.",
        ),
        _LINK,
    ),
    "setup.registered": Row(
        (
            "Aplikacja czeka na weryfikację przez wFirma.",
            "Robią to ludzie i może to potrwać kilka dni. wFirma o tym nie powiadamia.",
            "Sprawdzaj listę w Ustawienia ➔ Bezpieczeństwo ➔ Aplikacje ➔ Aplikacje OAuth 2.0. Gdy pojawi się zielona "
            "ikonka „zweryfikowany”, wpisz tutaj ID klienta i Hasło klienta.",
        ),
        (
            "The application waits for wFirma to verify it.",
            "People do this by hand and it may take days. wFirma sends no message about it.",
            "Look at the list in Ustawienia ➔ Bezpieczeństwo ➔ Aplikacje ➔ Aplikacje OAuth 2.0. When it shows the green "
            "icon “zweryfikowany”, enter ID klienta and Hasło klienta here.",
        ),
        _LINK,
    ),
    "auth": Row(
        ("wFirma odmawia dostępu.", _WAIT_PL, "Otwórz ustawienia połączenia i uruchom test."),
        ("wFirma refuses access.", _WAIT_EN, "Open the connection's settings and run the test."),
        _LINK,
    ),
    "auth.token": Row(
        (
            "wFirma nie przyjmuje już naszego dostępu.",
            _WAIT_PL,
            "Kliknij Generuj i wyraź zgodę jeszcze raz. Ustawienia zostaną zachowane.",
        ),
        (
            "wFirma no longer accepts our access.",
            _WAIT_EN,
            "Click Generuj and give your consent again. The settings are kept.",
        ),
        _LINK,
    ),
    "auth.no_consent": Row(
        ("Brakuje zgody na dostęp do wFirma.", _WAIT_PL, "Kliknij Generuj i wyraź zgodę w wFirma."),
        (
            "The consent to access wFirma is missing.",
            _WAIT_EN,
            "Click Generuj and give your consent at wFirma.",
        ),
        _LINK,
    ),
    "auth.refresh_dead": Row(
        (
            "Zgoda na dostęp do wFirma wygasła albo została cofnięta.",
            _WAIT_PL,
            "Kliknij Generuj i wyraź zgodę jeszcze raz. Ustawienia zostaną zachowane.",
        ),
        (
            "The consent to access wFirma has expired or was withdrawn.",
            _WAIT_EN,
            "Click Generuj and give your consent again. The settings are kept.",
        ),
        _LINK,
    ),
    "auth.refresh_lost": Row(
        (
            "Odnowienie dostępu do wFirma zostało przerwane i nowy dostęp przepadł.",
            _WAIT_PL,
            "Kliknij Generuj i wyraź zgodę jeszcze raz. Ustawienia zostaną zachowane.",
        ),
        (
            "Renewing the access to wFirma was interrupted, and the new access got lost.",
            _WAIT_EN,
            "Click Generuj and give your consent again. The settings are kept.",
        ),
        _LINK,
    ),
    "auth.code_refused": Row(
        (
            "wFirma nie przyjęła kodu autoryzacji.",
            "Kod działa tylko raz i krótko. Dotychczasowe połączenie pozostaje bez zmian.",
            "Kliknij Generuj jeszcze raz. Jeśli to nie pomoże, sprawdź, czy adres zwrotny aplikacji w wFirma "
            "jest identyczny z podanym u góry.",
        ),
        (
            "wFirma did not accept the authorization code.",
            "A code works once and for a short time. The present connection stays as it is.",
            "Click Generuj again. If that does not help, check that the redirect address of the application in "
            "wFirma is identical with the one shown at the top.",
        ),
        _LINK,
    ),
    "auth.client": Row(
        (
            "wFirma nie rozpoznaje ID klienta albo Hasła klienta.",
            _WAIT_PL,
            "Skopiuj obie wartości jeszcze raz z okna Podgląd aplikacji OAuth 2.0 i kliknij Generuj. Jeśli aplikacja była "
            "zmieniana, poczekaj, aż znów będzie miała status „zweryfikowany”.",
        ),
        (
            "wFirma does not recognise the client id or the client secret.",
            _WAIT_EN,
            "Copy both again from the window Podgląd aplikacji OAuth 2.0 and click Generuj. If the application was "
            "changed, wait until its status is “zweryfikowany” again.",
        ),
        _LINK,
    ),
    "auth.permission": Row(
        (
            "Użytkownik wFirma, który wyraził zgodę, nie ma uprawnień do faktur.",
            _WAIT_PL,
            "Jako Administrator wFirma otwórz Ustawienia ➔ Inne ➔ Użytkownicy, wybierz użytkownika, kliknij "
            "Uprawnienia i na zakładce Przychody zaznacz dostępne pola. Potem uruchom test.",
        ),
        (
            "The wFirma user who gave the consent has no permission for invoices.",
            _WAIT_EN,
            "As Administrator of wFirma open Ustawienia ➔ Inne ➔ Użytkownicy, choose the user, click Uprawnienia "
            "and tick the fields of the tab Przychody. Then run the test.",
        ),
        _LINK,
    ),
    "auth.scope": Row(
        (
            "Aplikacja w wFirma nie ma wszystkich potrzebnych zakresów.",
            _WAIT_PL,
            "W wFirma zaznacz w aplikacji wszystkie 5 pozycji zakresu, a potem kliknij tutaj Generuj.",
        ),
        (
            "The application in wFirma lacks some of the scopes.",
            _WAIT_EN,
            "Tick all five scopes of the application in wFirma, then click Generuj here.",
        ),
        _LINK,
    ),
    "auth.company": Row(
        (
            "wFirma nie wie, której firmy dotyczy dokument.",
            _WAIT_PL,
            "Wybierz firmę w polu ID firmy i zapisz.",
        ),
        (
            "wFirma cannot tell which company the document is for.",
            _WAIT_EN,
            "Choose the company in the field ID firmy and save.",
        ),
        _LINK,
    ),
    "auth.forbidden": Row(
        (
            "wFirma odrzuca połączenia z tego serwera.",
            _WAIT_PL,
            "Sprawdź w aplikacji w wFirma pole adres IP: ma zawierać adres podany u góry strony połączenia.",
        ),
        (
            "wFirma rejects connections from this server.",
            _WAIT_EN,
            "Check the field adres IP of the application in wFirma: it must hold the address shown at the top of "
            "the connection's page.",
        ),
        _LINK,
    ),
    "company.taken": Row(
        (
            "Ta firma jest już połączona z Mostkiem.",
            "Dwa połączenia z jedną firmą mogłyby wystawić dwa dokumenty do jednej sprzedaży.",
            "Wybierz inną firmę albo dodaj nowe źródło do istniejącego połączenia.",
        ),
        (
            "This company is already connected to Mostek.",
            "Two connections to one company could issue two documents for one sale.",
            "Choose another company, or add a source to the existing connection.",
        ),
        "panel:sources",
    ),
    "company.foreign": Row(
        (
            "Ten użytkownik wFirma nie ma firmy o takim ID.",
            "Nic się nie zmieniło.",
            "Wybierz firmę z listy.",
        ),
        (
            "This wFirma user has no company with that id.",
            "Nothing has changed.",
            "Choose a company from the list.",
        ),
        _LINK,
    ),
    "auth.company_foreign": Row(
        (
            "Użytkownik wFirma, który wyraził zgodę, nie ma dostępu do wybranej firmy.",
            _WAIT_PL,
            "Wybierz firmę jeszcze raz albo daj temu użytkownikowi dostęp do niej w wFirma.",
        ),
        (
            "The wFirma user who gave the consent has no access to the chosen company.",
            _WAIT_EN,
            "Choose the company again, or give that user access to it in wFirma.",
        ),
        _LINK,
    ),
    "auth.ip": Row(
        (
            "wFirma nie wpuszcza tego serwera: adres IP jest inny niż w aplikacji albo użytkownik stracił dostęp.",
            _WAIT_PL,
            "W wFirma otwórz aplikację i porównaj pole adres IP z adresem podanym u góry strony połączenia.",
        ),
        (
            "wFirma does not let this server in: its IP address differs from the application's, or the user lost access.",
            _WAIT_EN,
            "Open the application in wFirma and compare the field adres IP with the address at the top of the "
            "connection's page.",
        ),
        _LINK,
    ),
    "check.no_answer": Row(
        (
            "wFirma nie odpowiedziała na test.",
            "Nic się nie zmieniło. Dokumenty, które czekają, zostaną wystawione, gdy wFirma znów odpowie.",
            "Uruchom test jeszcze raz za kilka minut.",
        ),
        (
            "wFirma did not answer the test.",
            "Nothing has changed. Documents that wait will be issued once wFirma answers again.",
            "Run the test again in a few minutes.",
        ),
        _LINK,
    ),
    "check.company": Row(
        ("Firma: {name}, NIP {nip}.", "", ""),
        ("Company: {name}, NIP {nip}.", "", ""),
    ),
    "check.vat_status": Row(
        ("Status VAT w wFirma i w profilu sprzedawcy jest taki sam.", "", ""),
        ("The VAT status is the same at wFirma and in the seller's profile.", "", ""),
    ),
    "check.no_profile": Row(
        (
            "Profil sprzedawcy nie jest jeszcze uzupełniony.",
            "Nie wiadomo, czy status VAT w wFirma zgadza się z Twoimi odpowiedziami.",
            "Odpowiedz na pytania o podatki przed pierwszą sprzedażą.",
        ),
        (
            "The seller's profile has not been filled in yet.",
            "Whether the VAT status at wFirma agrees with your answers is not known.",
            "Answer the questions about your taxes before the first sale.",
        ),
        "panel:settings",
    ),
    "check.vat_status_differs": Row(
        (
            "Status VAT w wFirma jest inny niż w profilu sprzedawcy.",
            "wFirma odrzuci dokumenty niewłaściwego rodzaju.",
            "Popraw profil sprzedawcy w ustawieniach.",
        ),
        (
            "The VAT status at wFirma is not the one of the seller's profile.",
            "wFirma will refuse documents of the wrong kind.",
            "Correct the seller's profile in the settings.",
        ),
        "panel:settings",
    ),
    "check.documents": Row(
        ("Dokumenty można czytać i wyszukiwać po naszym oznaczeniu.", "", ""),
        ("Documents can be read and looked up by our reference.", "", ""),
    ),
    "check.series": Row(
        ("Serie numeracji są dostępne: {count}.", "", ""),
        ("Numbering series can be read: {count}.", "", ""),
    ),
    "check.series_unreadable": Row(
        (
            "Zakres aplikacji nie pozwala odczytać serii numeracji.",
            "wFirma użyje serii domyślnej.",
            "Aby użyć innej serii, wpisz jej numer w numeracji.",
        ),
        (
            "The application's scopes do not cover reading the numbering series.",
            "wFirma will use its default series.",
            "To use another series, type its number under numbering.",
        ),
    ),
    "check.vat_codes": Row(
        ("Stawki VAT są dostępne: {count}, w tym zagraniczne: {foreign}.", "", ""),
        ("VAT codes can be read: {count}, foreign ones among them: {foreign}.", "", ""),
    ),
    "check.oss": Row(
        (
            "wFirma nie podaje przez API, czy OSS jest włączony.",
            "",
            "Sprawdź w wFirma: Ustawienia ➔ Podatki ➔ VAT, pola „podatnik VAT zarejestrowany w OSS” i "
            "„zagraniczna sprzedaż wysyłkowa”.",
        ),
        (
            "The API of wFirma does not say whether OSS is switched on.",
            "",
            "Check in wFirma: Ustawienia ➔ Podatki ➔ VAT, the fields “podatnik VAT zarejestrowany w OSS” and "
            "“zagraniczna sprzedaż wysyłkowa”.",
        ),
    ),
    "check.ksef": Row(
        (
            "wFirma nie podaje przez API, czy użytkownik ma autoryzację w KSeF.",
            "",
            "Sprawdź w wFirma: Przychody ➔ KSeF i integracje.",
        ),
        (
            "The API of wFirma does not say whether the user is authorised in KSeF.",
            "",
            "Check in wFirma: Przychody ➔ KSeF i integracje.",
        ),
    ),
}
