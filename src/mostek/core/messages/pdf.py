"""Messages about the PDF of an issued document: no document is at stake."""

from __future__ import annotations

from mostek.core.messages.row import Row

_SAFE_PL = "Dokument jest bezpieczny w wFirma. Brakuje tylko jego PDF."
_SAFE_EN = "The document stands safely in wFirma. Only its PDF is missing."

ROWS = {
    "pdf.unreadable": Row(
        ("wFirma nie odpowiedziała plikiem PDF.", _SAFE_PL, "Spróbuj za chwilę."),
        ("wFirma did not answer with a PDF.", _SAFE_EN, "Try again in a moment."),
    ),
    "pdf.later": Row(
        ("wFirma chwilowo nie odpowiada.", _SAFE_PL, "Spróbuj za chwilę."),
        ("wFirma does not answer at the moment.", _SAFE_EN, "Try again in a moment."),
    ),
    "pdf.gone": Row(
        (
            "wFirma nie daje PDF tego dokumentu.",
            "Dokument mógł zostać usunięty w wFirma.",
            "Sprawdź w wFirma, czy dokument jest na liście.",
        ),
        (
            "wFirma does not give the PDF of this document.",
            "The document may have been deleted in wFirma.",
            "Look in wFirma whether the document is on the list.",
        ),
    ),
    "pdf.connection_off": Row(
        ("Integracja z wFirma jest wyłączona.", _SAFE_PL, "Włącz integrację, a PDF pobierze się sam."),
        (
            "The wFirma integration is switched off.",
            _SAFE_EN,
            "Switch the integration on, and the PDF is fetched by itself.",
        ),
    ),
}
