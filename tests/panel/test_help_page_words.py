"""What the pages of the connection tell before anything can go wrong, in the words of the help page."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.panel.conftest import make_connection, signed_in

SAID = {
    "application/": [
        ("z konta Administratora wFirma", "from the Administrator account of wFirma"),
        ("Ustawienia ➔ Inne ➔ Użytkownicy", "Ustawienia ➔ Inne ➔ Użytkownicy"),
        ("Uprawnienia, zakładka Przychody", "Uprawnienia, tab Przychody"),
        ("Ustawienia ➔ Bezpieczeństwo ➔ Aplikacje", "Ustawienia ➔ Bezpieczeństwo ➔ Aplikacje"),
        ("Aplikacje OAuth 2.0", "Aplikacje OAuth 2.0"),
        ("W sekcji Aplikacje użytkownika kliknij Dodaj", "In the section Aplikacje użytkownika click Dodaj"),
        ("zakres: wybierz wszystkie 5 pozycji", "zakres: choose all five"),
        ("zielona ikonka „zweryfikowany”", "the green icon “zweryfikowany”"),
        (
            "Wcześniejsza próba nie szkodzi: wFirma tylko odmówi",
            "Trying earlier does no harm, wFirma only refuses",
        ),
        (
            "Aplikację dodaną wcześniej dla Publigo zostaw bez zmian",
            "an application that you registered for Publigo",
        ),
    ],
    "keys/": [
        ("kliknij nazwę aplikacji", "click the name of your application"),
        ("Podgląd aplikacji OAuth 2.0", "Podgląd aplikacji OAuth 2.0"),
        ("ID klienta", "ID klienta"),
        ("Hasło klienta", "Hasło klienta"),
        ("Generowanie kodu autoryzacji", "Generowanie kodu autoryzacji"),
        ("przenosi na chwilę do wFirma", "takes you to wFirma for a moment"),
        ("zaloguj się do wFirma w tej przeglądarce", "Sign in to wFirma in this browser first"),
        ("W wFirma kliknij Wróć do systemu", "At wFirma click Wróć do systemu"),
        ("Kod autoryzacji", "Kod autoryzacji"),
    ],
    "numbering/": [
        ("Automatyczna wysyłka faktur", "Send invoices by e-mail automatically"),
        ("Automatyczna wysyłka paragonów", "Send receipts by e-mail automatically"),
        ("Wystawiaj też paragony", "Also issue receipts"),
    ],
}


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("page", SAID)
def test_a_page_says_it_under_the_labels_of_the_help_page(page, language, anna):
    connection = make_connection(anna, health="new", refresh_token="", access_token="", company_id="")
    text = (
        signed_in(anna, language)
        .get(f"/settings/integrations/wfirma/{connection.pk}/{page}")
        .content.decode()
    )
    plain = " ".join(unescape(re.sub(r"<[^>]+>", "", text)).split())
    for polish, english in SAID[page]:
        assert (polish if language == "pl" else english) in plain


def test_the_way_to_wfirma_is_one_click(anna, settings):
    settings.WFIRMA_LOGIN_URL = "https://wfirma.pl"
    connection = make_connection(anna)
    text = signed_in(anna).get(f"/settings/integrations/wfirma/{connection.pk}/application/").content.decode()
    assert 'href="https://wfirma.pl" target="_blank" rel="noopener"' in text
