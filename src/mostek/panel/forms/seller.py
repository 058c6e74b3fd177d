"""The seller's profile as plain questions; the answers are the `seller` of `mostek decide`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mostek.core import counters
from mostek.core.models import Connection
from mostek.lib import clock
from mostek.panel.forms.fields import AmountField, typed_amount
from mostek.tax.amounts import ZERO
from mostek.tax.form import seller_from_json

KINDS = [
    ("DIGITAL", _("an online course or another digital product")),
    ("EBOOK", _("an e-book")),
    ("LIVE_EVENT_ONLINE", _("a live webinar or online event")),
    ("ONSITE_EVENT", _("a training or event on site")),
    ("CONSULTING", _("consulting or another service")),
    ("BOOK", _("a printed book")),
    ("GOODS", _("goods that are shipped")),
]
RATES = [("23", "23%"), ("8", "8%"), ("5", "5%"), ("0", "0%"), ("zw", _("exempt (zw)"))]
GTU = [("", _("none")), *((f"GTU_{number:02d}", f"GTU_{number:02d}") for number in range(1, 14))]
# Where a seller of courses starts: PKWiU 85.59 has GTU_12 and 8.5%.
USUAL = {"kind": "DIGITAL", "vat_rate": "23", "gtu": "GTU_12", "lump_sum_rate": "8.5"}
LUMP_SUM = ["17", "15", "14", "12.5", "12", "10", "8.5", "5.5", "3", "2"]


class SellerForm(forms.Form):
    vat_status = forms.ChoiceField(
        label=_("Are you an active VAT payer?"),
        widget=forms.RadioSelect,
        choices=[
            ("active", _("Yes, I issue invoices with VAT")),
            ("exempt_113", _("No, I am exempt because of my turnover (art. 113)")),
        ],
    )
    exempt_basis = forms.ChoiceField(
        label=_("Basis of the exemption"),
        required=False,
        help_text=_("Needed only if you are exempt. It is printed on invoices."),
        choices=[
            ("art. 113 ust. 1", _("art. 113 ust. 1: sales up to the limit")),
            ("art. 113 ust. 9", _("art. 113 ust. 9: the first year of business")),
        ],
    )
    vat_ue = forms.ChoiceField(
        label=_("Are you registered for VAT-UE?"),
        widget=forms.RadioSelect,
        help_text=_("Needed for services to firms in other countries of the Union."),
        choices=[("yes", _("Yes")), ("no", _("No"))],
    )
    oss = forms.ChoiceField(
        label=_("How do you tax sales to private buyers in other countries of the Union?"),
        widget=forms.RadioSelect,
        choices=[
            ("registered", _("Through OSS: I am registered")),
            ("below_threshold", _("With Polish VAT: I am below the limit of EUR 10,000 (PLN 42,000) a year")),
            ("none", _("Neither, or I do not know: ask me about each such sale")),
        ],
    )
    eu_sales = AmountField(
        label=_("Sales to private buyers in other countries of the Union this year, net, in PLN"),
        required=False,
        help_text=_("Up to now, all your shops together. Mostek adds every further sale by itself."),
    )
    consumer_document = forms.ChoiceField(
        label=_("What does a private buyer get who did not ask for an invoice?"),
        widget=forms.RadioSelect,
        choices=[
            ("receipt", _("A receipt (proof of sale)")),
            ("on_request", _("Nothing; an invoice only when asked for")),
            ("invoice", _("An invoice, always")),
        ],
    )
    cash_register = forms.ChoiceField(
        label=_("Do you have an online cash register?"),
        widget=forms.RadioSelect,
        choices=[("none", _("No")), ("online", _("Yes"))],
    )
    ksef = forms.ChoiceField(
        label=_("Do your invoices go to KSeF?"),
        widget=forms.RadioSelect,
        help_text=_("wFirma sends them. Invoices to firms have to go there since April 2026."),
        choices=[
            ("on", _("Yes")),
            (
                "relief",
                _("Not yet: invoices outside KSeF stay within PLN 10,000 a month (until the end of 2026)"),
            ),
            ("off", _("No, KSeF is not switched on in wFirma")),
        ],
    )
    outside_ksef = AmountField(
        label=_("Invoices outside KSeF this month, gross, in PLN"),
        required=False,
        help_text=_("Up to now, all together. Mostek adds every further one by itself."),
    )
    ksef_consumers = forms.BooleanField(
        label=_("Send the invoices of private buyers to KSeF too"),
        required=False,
        help_text=_("The law does not ask for it."),
    )
    income_tax = forms.ChoiceField(
        label=_("How do you pay income tax?"),
        choices=[
            ("scale", _("tax scale (12% and 32%)")),
            ("flat", _("flat tax (19%)")),
            ("lump_sum", _("lump sum on revenue (ryczałt)")),
            ("cit", _("corporate income tax (CIT)")),
        ],
    )
    kind = forms.ChoiceField(
        label=_("What do you usually sell?"),
        help_text=_("Used for products that have not been described yet."),
        choices=KINDS,
    )
    vat_rate = forms.ChoiceField(label=_("Usual VAT rate"), choices=RATES)
    product_basis = forms.CharField(
        label=_("Basis of the exempt rate"),
        required=False,
        max_length=100,
        help_text=_("Needed only with the exempt rate, for example: art. 43 ust. 1 pkt 28."),
    )
    gtu = forms.ChoiceField(label=_("Usual GTU code"), required=False, choices=GTU)
    lump_sum_rate = forms.ChoiceField(
        label=_("Usual lump-sum rate"),
        required=False,
        help_text=_("Needed only with the lump sum on revenue."),
        choices=[("", _("none")), *((rate, f"{rate.replace('.', ',')}%") for rate in LUMP_SUM)],
    )

    # Each holds for some sellers only; nearly all of the others leave them as they are.
    MORE = ("exempt_basis", "product_basis", "lump_sum_rate")

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in self.MORE]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name in self.MORE]

    @property
    def more_is_open(self) -> bool:
        """What holds for this seller, or went wrong there, must not hide."""
        holds = {("vat_status", "exempt_113"), ("vat_rate", "zw"), ("income_tax", "lump_sum")}
        return any(self[name].value() == value for name, value in holds) or any(
            field.errors for field in self.more_fields
        )

    def __init__(self, *args: Any, connection: Connection, **options: Any) -> None:
        self.connection = connection
        options["initial"] = seller_to_answers(connection.seller) | sums_to_answers(connection)
        super().__init__(*args, **options)

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        exempt_rate = answers.get("vat_status") == "active" and answers.get("vat_rate") == "zw"
        if exempt_rate and not answers.get("product_basis"):
            self.add_error("product_basis", _("An exempt rate needs the provision of the law it rests on."))
        return answers

    def save(self) -> None:
        one = self.connection
        one.seller = answers_to_seller(self.cleaned_data, one.seller)
        # A sum that was typed holds as of now; one that was left alone goes on as it was.
        if "eu_sales" in self.changed_data:
            one.seller["eu_consumer_sales_net_pln"] = str(self.cleaned_data["eu_sales"] or ZERO)
            one.counted_from = {**one.counted_from, counters.EU_SALES: clock.now().isoformat()}
        if "outside_ksef" in self.changed_data:
            one.seller["ksef"]["outside_this_month"] = str(self.cleaned_data["outside_ksef"] or ZERO)
            one.counted_from = {**one.counted_from, counters.OUTSIDE_KSEF: clock.now().isoformat()}
        one.save(update_fields=["seller", "counted_from"])


def sums_to_answers(connection: Connection) -> dict[str, Any]:
    """Both sums as they stand now, with what Mostek has added."""
    seller = seller_from_json(connection.seller)
    return {
        "eu_sales": typed_amount(counters.eu_sales(seller, connection)),
        "outside_ksef": typed_amount(counters.outside_ksef(seller, connection)),
    }


def seller_to_answers(seller: dict[str, Any]) -> dict[str, Any]:
    """What has not been said yet stays unanswered: a tax question has no harmless default."""
    product = seller.get("default_product") or USUAL
    ksef = seller.get("ksef") or {}
    way = "off" if not ksef.get("enabled", True) else "relief" if ksef.get("monthly_relief") else "on"
    return {
        "ksef": way,
        "ksef_consumers": ksef.get("consumers", False),
        "vat_status": seller.get("vat_status"),
        "exempt_basis": seller.get("exempt_basis") or "art. 113 ust. 1",
        "vat_ue": {True: "yes", False: "no"}.get(seller["vat_ue"]) if "vat_ue" in seller else None,
        "oss": seller.get("oss"),
        "consumer_document": seller.get("consumer_document"),
        "cash_register": seller.get("cash_register"),
        "income_tax": seller.get("income_tax"),
        "kind": product.get("kind", "DIGITAL"),
        "vat_rate": product.get("vat_rate", "23"),
        "product_basis": product.get("exempt_basis") or "",
        "gtu": product.get("gtu") or "",
        "lump_sum_rate": product.get("lump_sum_rate") or "",
    }


def answers_to_seller(answers: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """What is not asked here stays as it was."""
    exempt = answers["vat_status"] == "exempt_113"
    product = dict(before.get("default_product") or {})
    product.update(
        kind=answers["kind"],
        vat_rate=answers["vat_rate"],
        exempt_basis=answers["product_basis"] if answers["vat_rate"] == "zw" else None,
        gtu=answers["gtu"] or None,
        lump_sum_rate=(answers["lump_sum_rate"] or None) if answers["income_tax"] == "lump_sum" else None,
    )
    ksef = {
        **(before.get("ksef") or {}),
        "enabled": answers["ksef"] != "off",
        "monthly_relief": answers["ksef"] == "relief",
        "consumers": answers["ksef_consumers"],
    }
    return {
        **before,
        "ksef": ksef,
        "vat_status": answers["vat_status"],
        "exempt_basis": (answers["exempt_basis"] or "art. 113 ust. 1") if exempt else None,
        "vat_ue": answers["vat_ue"] == "yes",
        "oss": answers["oss"],
        "consumer_document": answers["consumer_document"],
        "cash_register": answers["cash_register"],
        "income_tax": answers["income_tax"],
        "default_product": product,
    }
