"""Which document: the rules in the order in which they are asked; the first that answers decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mostek.tax.days import is_later_month
from mostek.tax.decision import Question, Reason
from mostek.tax.questions import ask
from mostek.tax.reasons import reason
from mostek.tax.sale import Sale
from mostek.tax.seller import Seller
from mostek.tax.vat import Taxed
from mostek.tax.vat_id import clean
from mostek.tax.warning import warning

# Until this day a fiscal receipt with the buyer's NIP is a simplified invoice up to these totals
# (art. 106e ust. 5 pkt 3, art. 145n).
SIMPLIFIED_INVOICE_UNTIL = date(2026, 12, 31)
SIMPLIFIED_INVOICE_PLN = Decimal("450.00")
SIMPLIFIED_INVOICE_EUR = Decimal("100.00")
CASH = frozenset({"cash", "gotówka", "gotowka"})
INVOICES = frozenset({"normal", "bill"})


@dataclass(frozen=True, slots=True)
class Kind:
    """wFirma's document type; `to_receipt` marks an invoice to a fiscal receipt."""

    type: str
    to_receipt: bool = False
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Nothing:
    """No document is due."""

    reasons: tuple[Reason, ...]
    warnings: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """What the rules look at. `supplied_on` is the day of supply, known or assumed."""

    sale: Sale
    seller: Seller
    lines: tuple[Taxed, ...]
    supplied_on: date
    today: date

    @property
    def firm(self) -> bool:
        return any(line.supply.firm for line in self.lines)

    @property
    def polish_firm(self) -> bool:
        return self.firm and all(line.supply.role == "firm_pl" for line in self.lines)

    @property
    def exempt(self) -> bool:
        """The whole sale is exempt in Poland, so an invoice is due only on request (art. 106b ust. 2)."""
        return all(line.exempt_basis is not None for line in self.lines)

    @property
    def abroad(self) -> bool:
        """The whole sale is taxed through OSS."""
        return all(line.oss for line in self.lines)

    @property
    def till(self) -> bool:
        return self.seller.cash_register == "online" and any(line.till for line in self.lines)

    @property
    def paid(self) -> bool:
        return self.sale.payment.state == "paid"

    @property
    def wants_invoice(self) -> bool:
        return self.sale.buyer.wants_invoice or self.seller.consumer_document == "invoice"

    @property
    def family(self) -> str:
        """`bill` for documents without VAT: an exempt seller's, unless they carry VAT of another country."""
        return "bill" if self.seller.vat_status == "exempt_113" and not self.abroad else "normal"


Answer = Kind | Nothing | Question | None


def choose_kind(case: Case) -> Kind | Nothing | Question:
    for rule in RULES:
        answer = rule(case)
        if answer is not None:
            return answer
    raise AssertionError("the last rule answers always")


def split_needed(case: Case) -> Answer:
    """wFirma keeps one set of OSS data per document, so OSS stands beside nothing else."""
    kinds = {(str(line.supply.spot.country), line.oss_type) for line in case.lines if line.oss}
    if len(kinds) > 1 or (kinds and not case.abroad):
        parts = [f"OSS {country} ({kind})" for country, kind in sorted(kinds, key=str)]
        rest = len(kinds) == 1
        return ask(
            "sale.two_documents",
            parts=(
                ", ".join(parts) + (" i pozostałe pozycje" if rest else ""),
                ", ".join(parts) + (" and the other lines" if rest else ""),
            ),
        )
    return None


def till_missing(case: Case) -> Answer:
    """A consumer's sale that no exemption from the cash register covers (KASA-REG § 4, annex poz. 41-42)."""
    sale = case.sale
    if case.firm or case.seller.cash_register == "online" or sale.receipt is not None:
        return None
    lines = [line for line in case.lines if line.till]
    if not lines or not (case.paid or sale.payment.on_delivery):
        return None
    if any(line.supply.item.product.needs_cash_register for line in lines):
        return ask("document.till_needed", why=("taki towar lub usługa", "this kind of product"))
    if sale.payment.on_delivery or sale.payment.method.strip().lower() in CASH:
        return ask(
            "document.till_needed",
            why=("zapłata gotówką lub za pobraniem", "cash or cash on delivery"),
        )
    return None


def not_paid(case: Case) -> Answer:
    """Cash on delivery is a supply already; everything else unpaid is only an offer to pay."""
    if case.paid or case.sale.payment.on_delivery:
        return None
    return Kind(
        "proforma_bill" if case.family == "bill" else "proforma", reasons=(reason("document.proforma"),)
    )


def receipt_given(case: Case) -> Answer:
    """The buyer has a fiscal receipt: an invoice only to it; to a business only if its NIP stands there."""
    receipt = case.sale.receipt
    if receipt is None:
        return None
    firm = case.firm or receipt.tax_id
    if receipt.tax_id and is_simplified_invoice(case, case.sale.paid_on or case.supplied_on):
        return Nothing((reason("document.receipt_is_invoice"),))
    if receipt.tax_id and not clean(case.sale.buyer.tax_id):
        return ask("document.receipt_nip_unknown")
    if firm and not receipt.tax_id:
        return Nothing((reason("document.receipt_without_nip"),))
    if not firm and not case.wants_invoice:
        return Nothing((reason("document.receipt_given"),))
    why = "document.receipt_too_big" if firm else "document.asked"
    return Kind(case.family, to_receipt=True, reasons=(reason(why), reason("document.invoice_to_receipt")))


def advance_invoice(case: Case) -> Answer:
    """A business paid for what comes in a later month (art. 106b ust. 1 pkt 4): wFirma has no type for it."""
    paid_on = case.sale.paid_on
    if not case.firm or case.exempt or paid_on is None or not case.paid:
        return None
    if case.seller.vat_status == "exempt_113" or all(line.supply.treatment == "wdt" for line in case.lines):
        return None
    if is_later_month(case.supplied_on, paid_on):
        return ask("document.advance", supplied=case.supplied_on.isoformat())
    return None


def polish_firm_at_the_till(case: Case) -> Answer:
    """A Polish business that did not ask, at a seller with a cash register: the receipt may do."""
    if not (case.polish_firm and case.till) or case.sale.buyer.wants_invoice:
        return None
    if case.exempt:
        return Kind(f"receipt_fiscal_{case.family}", reasons=(reason("document.fiscal_exempt"),))
    if is_simplified_invoice(case, case.today):
        return Kind(f"receipt_fiscal_{case.family}", reasons=(reason("document.fiscal_with_nip"),))
    reasons = (reason("document.receipt_too_big"), reason("document.invoice_to_receipt"))
    return Kind(case.family, to_receipt=True, reasons=reasons)


def obligatory_invoice(case: Case) -> Answer:
    if any(line.supply.firm and line.exempt_basis is None for line in case.lines):
        return Kind(case.family, reasons=(reason("document.obligatory"),))
    if any(line.distance for line in case.lines):
        return Kind(case.family, reasons=(reason("document.obligatory_distance"),))
    return None


def asked_invoice(case: Case) -> Answer:
    if not case.wants_invoice:
        return None
    asked = case.sale.buyer.wants_invoice
    reasons = (reason("document.asked" if asked else "document.always_invoice"),)
    if case.firm or not case.till:
        return Kind(case.family, reasons=reasons)
    return Kind(
        case.family,
        to_receipt=True,
        reasons=(*reasons, reason("document.invoice_to_receipt")),
        warnings=(warning("document.till_too"),),
    )


def oss_invoice(case: Case) -> Answer:
    if not case.abroad:
        return None
    if case.seller.consumer_document == "on_request":
        return Nothing((reason("document.on_request"),), (warning("document.oss_record"),))
    return Kind("normal", reasons=(reason("document.oss_invoice"),))


def fiscal_receipt(case: Case) -> Answer:
    if not case.till:
        return None
    if not all(line.till for line in case.lines):
        return ask(
            "sale.two_documents",
            parts=(
                "paragon fiskalny i dowód sprzedaży poza Polską",
                "a fiscal receipt and a record of sales outside Poland",
            ),
        )
    return Kind(f"receipt_fiscal_{case.family}", reasons=(reason("document.fiscal"),))


def proof_of_sale(case: Case) -> Answer:
    if case.seller.consumer_document == "on_request":
        return Nothing((reason("document.on_request"),))
    return Kind(f"receipt_{case.family}")


RULES: Sequence[Callable[[Case], Answer]] = (
    split_needed,
    till_missing,
    not_paid,
    receipt_given,
    advance_invoice,
    polish_firm_at_the_till,
    obligatory_invoice,
    asked_invoice,
    oss_invoice,
    fiscal_receipt,
    proof_of_sale,
)


def is_simplified_invoice(case: Case, day: date) -> bool:
    if day > SIMPLIFIED_INVOICE_UNTIL:
        return False
    sale = case.sale
    if sale.currency == "EUR":
        return sale.total <= SIMPLIFIED_INVOICE_EUR
    if sale.currency == "PLN":
        return sale.total <= SIMPLIFIED_INVOICE_PLN
    return sale.rate_pln is not None and sale.total * sale.rate_pln <= SIMPLIFIED_INVOICE_PLN
