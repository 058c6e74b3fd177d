"""A product as plain questions; the answers are a product of `mostek decide`."""

from __future__ import annotations

import re
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from mostek.core.models import Product
from mostek.panel.forms.answer import country_name
from mostek.panel.forms.seller import LUMP_SUM, RATES
from mostek.tax.countries import ISO_CODES, MEMBERS
from mostek.tax.seller import Seller

KINDS = [
    ("DIGITAL", _("An online course, a recording or another digital product, available at any time")),
    ("EBOOK", _("An e-book or an audiobook")),
    ("LIVE_EVENT_ONLINE", _("A live online event: a webinar, a training with a date")),
    ("ONSITE_EVENT", _("An event or training on site")),
    ("CONSULTING", _("A consultation, coaching or another service done for the buyer")),
    ("BOOK", _("A printed book")),
    ("GOODS", _("Goods that are shipped")),
    ("VOUCHER_SPV", _("A voucher for one certain thing (its VAT rate is known)")),
    ("VOUCHER_MPV", _("A voucher for anything in the shop (a document comes when it is used)")),
]
BASES = [
    ("", _("choose")),
    ("art. 43 ust. 1 pkt 26", _("art. 43 ust. 1 pkt 26: schools and universities")),
    ("art. 43 ust. 1 pkt 27", _("art. 43 ust. 1 pkt 27: private lessons given by a teacher")),
    ("art. 43 ust. 1 pkt 28", _("art. 43 ust. 1 pkt 28: language teaching")),
    (
        "art. 43 ust. 1 pkt 29 lit. a",
        _("art. 43 ust. 1 pkt 29 lit. a: vocational training under its own rules"),
    ),
    ("art. 43 ust. 1 pkt 29 lit. b", _("art. 43 ust. 1 pkt 29 lit. b: accredited vocational training")),
    ("art. 43 ust. 1 pkt 29 lit. c", _("art. 43 ust. 1 pkt 29 lit. c: vocational training on public money")),
    (
        "§ 3 ust. 1 pkt 14 rozporządzenia w sprawie zwolnień",
        _("§ 3 ust. 1 pkt 14: training mostly (70 percent) on public money"),
    ),
    ("art. 43 ust. 1 pkt 19", _("art. 43 ust. 1 pkt 19: health services")),
    ("other", _("another one, typed below")),
]
GTU = [
    ("none", _("No GTU")),
    ("GTU_12", _("GTU_12: trainings and courses, advice, marketing")),
    ("GTU_01", _("GTU_01: alcoholic drinks")),
    ("GTU_02", _("GTU_02: motor fuels")),
    ("GTU_03", _("GTU_03: heating and lubricating oils")),
    ("GTU_04", _("GTU_04: tobacco, liquids for e-cigarettes")),
    ("GTU_05", _("GTU_05: waste")),
    ("GTU_06", _("GTU_06: electronics and parts")),
    ("GTU_07", _("GTU_07: vehicles and parts")),
    ("GTU_08", _("GTU_08: precious metals, jewellery")),
    ("GTU_09", _("GTU_09: medicines and medical devices")),
    ("GTU_10", _("GTU_10: buildings and land")),
    ("GTU_11", _("GTU_11: emission allowances")),
    ("GTU_13", _("GTU_13: transport and storage")),
    ("later", _("I do not know yet")),
]
OSS_TYPES = [
    ("", _("as the kind of product says")),
    ("SA", _("SA: websites, hosting")),
    ("SB", _("SB: software")),
    ("SC", _("SC: images, texts, e-books")),
    ("SD", _("SD: music, films, games")),
    ("SE", _("SE: distance teaching")),
    ("INNE", _("INNE: other services")),
]


class ProductForm(forms.Form):
    kind = forms.ChoiceField(label=_("What is it?"), widget=forms.RadioSelect, choices=KINDS)
    place = forms.ChoiceField(
        label=_("In which country is the event?"),
        required=False,
        help_text=_("Needed only for an event on site."),
    )
    vat_rate = forms.ChoiceField(label=_("VAT rate in Poland"), choices=RATES)
    exempt_basis = forms.ChoiceField(
        label=_("Basis of the exemption"),
        required=False,
        choices=BASES,
        help_text=_("Needed only with the exempt rate. It is printed on invoices."),
    )
    other_basis = forms.CharField(
        label=_("Another basis"),
        required=False,
        max_length=100,
        help_text=_("As it is to be printed, for example: art. 43 ust. 1 pkt 33 lit. a."),
    )
    gtu = forms.ChoiceField(
        label=_("GTU code"),
        choices=GTU,
        help_text=_(
            "Courses and trainings usually have GTU_12, e-books and printed books none. “No GTU” is an answer too."
        ),
    )
    lump_sum_rate = forms.ChoiceField(
        label=_("Lump-sum rate"),
        choices=[
            ("", _("I do not know yet")),
            *((rate, f"{rate.replace('.', ',')}%") for rate in LUMP_SUM),
        ],
        required=False,
        help_text=_("Courses, trainings and own e-books usually have 8,5%."),
    )
    oss_service_type = forms.ChoiceField(
        label=_("Type of service in OSS"),
        required=False,
        choices=OSS_TYPES,
        help_text=_("wFirma asks for it with sales to private buyers in other countries of the Union."),
    )
    oss_rate = forms.CharField(
        label=_("Other VAT rates abroad"),
        required=False,
        max_length=300,
        help_text=_("Only if they differ from the standard rate there, for example: DE 7, FR 5,5."),
    )
    needs_cash_register = forms.BooleanField(
        label=_("Has to go through a cash register"),
        required=False,
        help_text=_("Whatever the amount and the way of payment, when a private buyer buys it."),
    )
    annex_15 = forms.BooleanField(
        label=_("Is in annex 15 (split payment)"),
        required=False,
        help_text=_("Invoices to firms above PLN 15,000 then carry “mechanizm podzielonej płatności”."),
    )
    art_28l = forms.BooleanField(
        label=_("Is advice, translation, advertising or another service of art. 28l"),
        required=False,
        help_text=_("Bought by a private person outside the Union, it is free of Polish VAT."),
    )

    MORE = ("oss_service_type", "oss_rate", "needs_cash_register", "annex_15", "art_28l")

    def __init__(self, *args: Any, product: Product, seller: Seller, **options: Any) -> None:
        self.product, self.seller = product, seller
        said = product.description if product.is_described else started(product, seller)
        options["initial"] = description_to_answers(said)
        super().__init__(*args, **options)
        named = sorted((country_name(code), code) for code in MEMBERS if code != "PL")
        rest = sorted(ISO_CODES - MEMBERS.keys())
        cast(forms.ChoiceField, self.fields["place"]).choices = [
            ("PL", country_name("PL")),
            *((code, name) for name, code in named),
            *((code, country_name(code)) for code in rest),
        ]
        for name, needed in {
            "gtu": seller.vat_status == "active",
            "lump_sum_rate": seller.income_tax == "lump_sum",
            "oss_service_type": seller.oss != "none",
            "oss_rate": seller.oss != "none",
            "needs_cash_register": seller.cash_register == "online",
        }.items():
            if not needed:
                del self.fields[name]

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in self.MORE]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name in self.MORE]

    @property
    def more_is_open(self) -> bool:
        """What was said there, or went wrong there, must not hide."""
        return any(field.errors or field.value() for field in self.more_fields)

    def clean_oss_rate(self) -> dict[str, str]:
        rates: dict[str, str] = {}
        for part in filter(None, re.split(r"[;\n]|,\s+|,(?=[A-Za-z])", self.cleaned_data["oss_rate"])):
            match = re.fullmatch(r"\s*([A-Za-z]{2})[\s:=]*(\d{1,2}(?:[.,]\d{1,2})?)\s*%?\s*", part)
            country = match[1].upper() if match else ""
            if match is None or country not in MEMBERS or country == "PL":
                raise forms.ValidationError(
                    _now("Write the code of a country of the Union and the rate, for example: DE 7, FR 5,5.")
                )
            rates[country] = match[2].replace(",", ".")
        return rates

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("vat_rate") == "zw" and self.seller.vat_status == "active" and not basis_of(answers):
            field = "other_basis" if answers.get("exempt_basis") == "other" else "exempt_basis"
            self.add_error(field, _now("An exempt rate needs the provision of the law it rests on."))
        return answers

    def save(self) -> None:
        self.product.description = answers_to_description(self.cleaned_data, self.product.description)
        self.product.is_described = True
        self.product.save(update_fields=["description", "is_described"])


def started(product: Product, seller: Seller) -> dict[str, Any]:
    """Where a new product starts: with what the seller usually sells."""
    usual = seller.default_product
    started: dict[str, Any] = {"kind": usual.kind, "vat_rate": usual.vat_rate}
    if usual.exempt_basis:
        started["exempt_basis"] = usual.exempt_basis
    if usual.gtu:
        started["gtu"] = usual.gtu
    if usual.lump_sum_rate:
        started["lump_sum_rate"] = usual.lump_sum_rate
    return started


def basis_of(answers: dict[str, Any]) -> str | None:
    chosen = answers.get("exempt_basis") or ""
    return (answers.get("other_basis") if chosen == "other" else chosen) or None


def description_to_answers(said: dict[str, Any]) -> dict[str, Any]:
    basis = said.get("exempt_basis") or ""
    is_usual = basis in dict(BASES)
    rates = said.get("oss_rate") or {}
    return {
        "kind": said.get("kind"),
        "place": said.get("place") or "PL",
        "vat_rate": said.get("vat_rate", "23"),
        "exempt_basis": basis if is_usual else "other",
        "other_basis": "" if is_usual else basis,
        "gtu": (said["gtu"] or "none") if "gtu" in said else "later",
        "lump_sum_rate": said.get("lump_sum_rate") or "",
        "oss_service_type": said.get("oss_service_type") or "",
        "oss_rate": ", ".join(f"{country} {rate.replace('.', ',')}" for country, rate in rates.items()),
        "needs_cash_register": said.get("needs_cash_register", False),
        "annex_15": said.get("annex_15", False),
        "art_28l": said.get("art_28l", False),
    }


def answers_to_description(answers: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """Questions that this seller is not asked leave what was said before."""
    said: dict[str, Any] = {
        **before,
        "kind": answers["kind"],
        "vat_rate": answers["vat_rate"],
        "exempt_basis": basis_of(answers) if answers["vat_rate"] == "zw" else None,
        "place": (answers["place"] or "PL") if answers["kind"] == "ONSITE_EVENT" else "PL",
    }
    if "gtu" in answers:
        said.pop("gtu", None)
        if answers["gtu"] != "later":
            said["gtu"] = None if answers["gtu"] == "none" else answers["gtu"]
    for name in ("lump_sum_rate", "oss_service_type"):
        if name in answers:
            said[name] = answers[name] or None
    for name in ("oss_rate", "needs_cash_register", "annex_15", "art_28l"):
        if name in answers:
            said[name] = answers[name]
    return said
