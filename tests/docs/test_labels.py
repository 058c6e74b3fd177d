"""What the pages tell people to click is what stands on the button."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import mostek
from tests.docs.pages import DOCS, prose

CATALOGUE = Path(mostek.__file__).parent / "locale" / "pl" / "LC_MESSAGES" / "django.po"
PAGES = [
    "quickstart.md",
    "guide/connect.md",
    "guide/sources.md",
    "guide/documents.md",
    "platforms/publigo.md",
]
# Labels that are not ours: wFirma's, Publigo's, and the names of the two.
THEIRS = {
    *("Ustawienia", "Bezpieczeństwo", "Aplikacje", "Aplikacje OAuth 2.0", "Dodaj", "Zapisz", "Generuj"),
    *(
        "Wróć do systemu",
        "Inne",
        "Użytkownicy",
        "Uprawnienia",
        "Przychody",
        "Administrator",
        "Administratora",
    ),
    *("Narzędzia", "Klucz API", "Webhooki", "Dodaj nowy", "Zamówienie zostało opłacone", "Integracje"),
    *("Publigo", "wFirma"),
}


def labels(language: str) -> set[str]:
    with CATALOGUE.open("rb") as file:
        entries = [entry for entry in read_po(file) if entry.id and isinstance(entry.id, str)]
    return {str(entry.id if language == "en" else entry.string) for entry in entries}


def clicked(text: str) -> set[str]:
    """Bold words that begin like a label, path by path."""
    bold = (
        part.strip() for path in re.findall(r"\*\*(.+?)\*\*", text, re.DOTALL) for part in path.split("➔")
    )
    return {" ".join(part.split()) for part in bold if part[:1].isupper() or part == "wFirma"}


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize("page", PAGES)
def test_what_is_to_be_clicked_exists_under_this_name(page: str, language: str) -> None:
    known = labels(language) | THEIRS
    missing = {name for name in clicked(prose(DOCS / language / page)) if name not in known}
    assert not missing
