"""The contract's `seller` and `products`: which keys there are and what they hold."""

from __future__ import annotations

from mostek.tax.fields import (
    amount,
    choice,
    country,
    filled,
    flag,
    keyed,
    nullable,
    percent,
    rate_country,
    record,
)
from mostek.tax.seller import Ksef, Product, Seller

ELECTRONIC = ["SA", "SB", "SC", "SD", "SE"]
TELECOM = ["TA", "TB", "TC", "TD", "TE", "TF", "TG", "TH", "TJ", "TK"]
OSS_TYPES = ["WO", *ELECTRONIC, *TELECOM, "BA", "BB", "INNE"]


product = record(
    Product,
    {
        "kind": choice(
            "DIGITAL",
            "EBOOK",
            "BOOK",
            "LIVE_EVENT_ONLINE",
            "ONSITE_EVENT",
            "CONSULTING",
            "GOODS",
            "VOUCHER_SPV",
            "VOUCHER_MPV",
        ),
        "vat_rate": choice("23", "8", "5", "0", "zw"),
        "exempt_basis": nullable(filled),
        "gtu": nullable(choice(*(f"GTU_{number:02}" for number in range(1, 14)))),
        "lump_sum_rate": nullable(filled),
        "oss_service_type": nullable(choice(*OSS_TYPES)),
        "oss_rate": keyed(rate_country, percent),
        "needs_cash_register": flag,
        "annex_15": flag,
        "art_28l": flag,
        "place": country,
    },
)

seller = record(
    Seller,
    {
        "vat_status": choice("active", "exempt_113"),
        "exempt_basis": nullable(filled),
        "vat_ue": flag,
        "oss": choice("registered", "below_threshold", "none"),
        "eu_consumer_sales_net_pln": amount,
        "cash_register": choice("none", "online"),
        "ksef": record(
            Ksef,
            {
                "enabled": flag,
                "consumers": flag,
                "monthly_relief": flag,
                "outside_this_month": amount,
                "relief_lost": flag,
            },
        ),
        "consumer_document": choice("receipt", "invoice", "on_request"),
        "income_tax": filled,
        "default_product": product,
    },
    required=["vat_status"],
)
