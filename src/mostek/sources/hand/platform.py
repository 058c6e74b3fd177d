"""One sale, typed by a person."""

from __future__ import annotations

from mostek.sources.platform import Platform, Words

PLATFORM = Platform(
    name="Wpisane ręcznie",
    about=Words(
        "Pojedyncze sprzedaże wpisane w panelu: przelew, zamówienie telefoniczne, sprzedaż poza sklepem.",
        "Single sales typed in the panel: a transfer, an order by phone, a sale outside the shop.",
    ),
    signs=False,
    is_brought=True,
    is_offered=False,
)
