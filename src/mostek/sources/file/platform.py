"""A file that a person brings: CSV or Excel."""

from __future__ import annotations

from mostek.sources.platform import Platform, Words

PLATFORM = Platform(
    name="CSV / Excel",
    about=Words(
        "Plik ze sprzedażą: eksport ze sklepu albo własny arkusz. Ten sam plik można wczytać wiele razy.",
        "A file of sales: an export of a shop, or a sheet of your own. The same file may be read many times.",
    ),
    rules=("consumer_without_nip",),
    signs=False,
    is_brought=True,
)
