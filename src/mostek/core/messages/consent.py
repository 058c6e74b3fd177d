"""Messages about a consent that came to nothing: what wFirma sent back, or said on a page of its own."""

from __future__ import annotations

from mostek.core.messages.row import Row

_SAME_PL = "Nic się nie zmieniło: połączenie, które działało, działa nadal."
_SAME_EN = "Nothing has changed: a connection that worked goes on working."
_LINK = "panel:connection"

ROWS = {
    "consent.no_return": Row(
        (
            "Generuj zostało kliknięte, ale wFirma nie odesłała odpowiedzi.",
            _SAME_PL,
            "Jeśli wFirma pokazała błąd, znajdź go poniżej. W przeciwnym razie zaloguj się do wFirma w tej przeglądarce, "
            "kliknij tutaj Generuj, a potem w wFirma Wróć do systemu.",
        ),
        (
            "Generuj was clicked, but no answer has come back from wFirma.",
            _SAME_EN,
            "If wFirma showed an error, find it below. Otherwise sign in to wFirma in this browser, click Generuj here "
            "and then Wróć do systemu at wFirma.",
        ),
        _LINK,
    ),
    "consent.page.client": Row(
        (
            "wFirma: nieznany identyfikator klienta (client_id).",
            "ID klienta jest niepełne albo pochodzi z innej aplikacji, na przykład usuniętej.",
            "Skopiuj ID klienta jeszcze raz z okna Podgląd aplikacji OAuth 2.0 i kliknij Generuj.",
        ),
        (
            "wFirma: unknown client id (client_id).",
            "ID klienta is incomplete or belongs to another application, perhaps a deleted one.",
            "Copy ID klienta again from the window Podgląd aplikacji OAuth 2.0 and click Generuj.",
        ),
        _LINK,
    ),
    "consent.page.unverified": Row(
        (
            "wFirma: aplikacja oczekuje na weryfikację.",
            "wFirma jeszcze nie zatwierdziła aplikacji albo sprawdza ją ponownie po zmianie.",
            "Poczekaj na zieloną ikonkę „zweryfikowany” na liście aplikacji w wFirma i kliknij Generuj. Po odrzuceniu "
            "dodaj aplikację jeszcze raz.",
        ),
        (
            "wFirma: the application waits to be verified.",
            "wFirma has not approved the application yet, or checks it again after a change.",
            "Wait for the green icon “zweryfikowany” on wFirma's list of applications and click Generuj. If it was "
            "rejected, add the application again.",
        ),
        _LINK,
    ),
    "consent.page.redirect": Row(
        (
            "wFirma: niewłaściwy adres zwrotny (redirect_uri).",
            "Adres zwrotny aplikacji w wFirma różni się od adresu Mostka, choćby ukośnikiem na końcu, „www” albo "
            "„http” zamiast „https”.",
            "W wFirma otwórz aplikację, wklej adres zwrotny z góry tej strony, zapisz, poczekaj na weryfikację i kliknij "
            "Generuj.",
        ),
        (
            "wFirma: wrong redirect address (redirect_uri).",
            "The adres zwrotny of the application in wFirma differs from Mostek's, be it by a slash at the end, by www, "
            "or by http in place of https.",
            "Open the application in wFirma, paste the adres zwrotny from the top of this page, save, wait for it to be "
            "verified, and click Generuj.",
        ),
        _LINK,
    ),
    "consent.page.scope": Row(
        (
            "wFirma: zakres niedostępny dla aplikacji (scope).",
            "W aplikacji nie zaznaczono wszystkich 5 pozycji zakresu.",
            "W wFirma otwórz aplikację, zaznacz wszystkie 5 pozycji, zapisz, poczekaj na weryfikację i kliknij Generuj.",
        ),
        (
            "wFirma: a scope is not available to the application (scope).",
            "Not all five positions of zakres were chosen in the application.",
            "Open the application in wFirma, choose all five, save, wait for it to be verified, and click Generuj.",
        ),
        _LINK,
    ),
    "consent.denied": Row(
        ("W wFirma nie udzielono zgody.", _SAME_PL, "Kliknij Generuj jeszcze raz."),
        ("The consent was refused at wFirma.", _SAME_EN, "Click Generuj again."),
        _LINK,
    ),
    "consent.error": Row(
        (
            "wFirma nie przyjęła prośby o zgodę.",
            _SAME_PL,
            "Sprawdź, czy aplikacja ma w wFirma status „zweryfikowany” i czy jej adres zwrotny jest taki sam jak w Mostku.",
        ),
        (
            "wFirma did not let the consent go through.",
            _SAME_EN,
            "Check that the application is verified in wFirma and that its adres zwrotny is the one shown here.",
        ),
        _LINK,
    ),
    "consent.no_code": Row(
        ("wFirma odesłała tę stronę bez kodu autoryzacji.", _SAME_PL, "Kliknij Generuj jeszcze raz."),
        ("wFirma sent you back without an authorization code.", _SAME_EN, "Click Generuj again."),
        _LINK,
    ),
    "consent.foreign": Row(
        (
            "Ta odpowiedź z wFirma nie pasuje do żadnej prośby o zgodę z tej przeglądarki.",
            "Przyszła za późno, po raz drugi albo po ponownym zalogowaniu. Nic się nie zmieniło.",
            "Otwórz połączenie i kliknij Generuj jeszcze raz.",
        ),
        (
            "This answer of wFirma does not belong to a consent that this browser asked for.",
            "It came late, for the second time, or after signing in again. Nothing has changed.",
            "Open the connection and click Generuj again.",
        ),
        _LINK,
    ),
}
