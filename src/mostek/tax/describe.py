"""The reason printed on a correcting invoice: Polish, and English too for a buyer abroad."""

from __future__ import annotations

from mostek.tax.correction import BuyerMistake, Event, PriceMistake
from mostek.tax.decision import DraftLine
from mostek.tax.sale import Buyer

# what happened: (Polish, English)
WORDS = {
    "refund": ("Zwrot zapłaty", "Refund"),
    "refund_part": ("Zwrot części zapłaty", "Partial refund"),
    "withdrawal": ("Odstąpienie od umowy", "Withdrawal from the contract"),
    "return": ("Zwrot towaru", "Return of goods"),
    "complaint": ("Uznana reklamacja", "Accepted complaint"),
    "discount": ("Obniżenie ceny po sprzedaży", "Price reduction after the sale"),
    "dispute": ("Spór o płatność", "Disputed payment"),
    "chargeback": ("Obciążenie zwrotne karty", "Chargeback"),
    "price": ("Pomyłka w cenie", "Mistake in the price"),
    "data": ("Pomyłka w danych nabywcy", "Mistake in the buyer's data"),
    "tax_id": ("Pomyłka w NIP-ie nabywcy", "Mistake in the buyer's tax number"),
}


def describe(event: Event, buyer: Buyer, *, part: bool = False, joined: tuple[DraftLine, ...] = ()) -> str:
    """`part`: something of the sale is left. `joined`: lines whose pieces are shown as one."""
    pl, en = (event.note, "") if event.note else WORDS[code_of(event, part)]
    for line in joined:
        pl += f"; {line.name}: cena za całość"
        en += f"; {line.name}: price of the whole line" if en else ""
    return f"{pl} / {en}" if en and buyer.country != "PL" else pl


def code_of(event: Event, part: bool) -> str:
    if isinstance(event, PriceMistake):
        return "price"
    if isinstance(event, BuyerMistake):
        return "data"
    return "refund_part" if part and event.why == "refund" else event.why
