"""Two sums that the rules need: sales to consumers of the Union this year, invoices outside KSeF this month.

Each begins with what the seller typed, as of then, and goes on with the orders that came after. With the year, or
the month, it begins at zero again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

from django.db.models import Sum

from mostek.core import refunds
from mostek.core.models import Connection, Order
from mostek.lib import clock
from mostek.tax.amounts import ZERO, price_items, round_half_up
from mostek.tax.buyer import classify
from mostek.tax.decision import Decision, Question
from mostek.tax.place import locate
from mostek.tax.sale import Sale
from mostek.tax.seller import Product, Seller
from mostek.tax.threshold import COUNTED, net_amount

EU_SALES, OUTSIDE_KSEF = "eu_consumer_net", "outside_ksef"


def counted(seller: Seller, connection: Connection, without: Order | None = None) -> Seller:
    """The seller with both sums as they stand now; `without` is the order that is being decided."""
    if seller.oss == "below_threshold":
        sales = eu_sales(seller, connection, without)
        seller = replace(seller, eu_consumer_sales_net_pln=sales)
    if seller.ksef.monthly_relief:
        outside = outside_ksef(seller, connection, without)
        seller = replace(seller, ksef=replace(seller.ksef, outside_this_month=outside))
    return seller


def eu_sales(seller: Seller, connection: Connection, without: Order | None = None) -> Decimal:
    """Net, in PLN, this year."""
    begin = clock.warsaw_date().replace(month=1, day=1)
    return _sum(EU_SALES, seller.eu_consumer_sales_net_pln, begin, connection, without)


def outside_ksef(seller: Seller, connection: Connection, without: Order | None = None) -> Decimal:
    """Gross, in PLN, this month."""
    begin = clock.warsaw_date().replace(day=1)
    return _sum(OUTSIDE_KSEF, seller.ksef.outside_this_month, begin, connection, without)


def _sum(column: str, typed: Decimal, begin: date, connection: Connection, without: Order | None) -> Decimal:
    since = datetime.combine(begin, time.min, clock.WARSAW)
    if typed_at := connection.counted_from.get(column):
        moment = datetime.fromisoformat(typed_at)
        typed, since = (typed, moment) if moment >= since else (ZERO, since)
    orders = Order.objects.filter(source__connection=connection, counted_at__gte=since)
    if without is not None and without.pk is not None:
        orders = orders.exclude(pk=without.pk)
    return typed + (orders.aggregate(sum=Sum(column))["sum"] or ZERO)


def count(
    order: Order, decision: Decision, sale: Sale, seller: Seller, products: Mapping[str, Product]
) -> None:
    """Note on the order what it adds to the sums. A held one adds nothing yet, an undone one never."""
    eu = outside = None
    undone = any(reason.code in refunds.UNDONE for reason in decision.reasons)
    if decision.decision != "hold" and not undone:
        eu = eu_consumer_net(sale, seller, products)
        if any(reason.code == "ksef.relief" for reason in decision.reasons):
            rate = Decimal(1) if sale.currency == "PLN" else (sale.rate_pln or ZERO)
            outside = round_half_up(sale.total * rate)
    order.eu_consumer_net, order.outside_ksef = eu, outside
    # An order that is decided anew stays in the period in which it was counted first.
    if order.counted_at is None and (eu is not None or outside is not None):
        order.counted_at = clock.now()


def eu_consumer_net(sale: Sale, seller: Seller, products: Mapping[str, Product]) -> Decimal | None:
    """What the sale adds to the threshold of 42 000 PLN, by the rules' own classes. None where it adds nothing."""
    places = {sale.buyer.country, sale.location.billing, sale.location.ip, sale.location.payment}
    if places <= {"PL", None} and sale.ship_to is None and sale.location.phone in {"PL", None}:
        return None
    items = price_items(sale, seller, products)
    if isinstance(items, Question):
        return None
    party = classify(sale, shipped=any(item.shipped for item in items))
    if isinstance(party, Question):
        return None
    supplies = [locate(item, party, sale) for item in items]
    rate = Decimal(1) if sale.currency == "PLN" else sale.rate_pln
    net = [
        net_amount(supply, sale, seller)
        for supply in supplies
        if not isinstance(supply, Question) and supply.treatment in COUNTED
    ]
    return round_half_up(sum(net, ZERO) * rate) if net and rate is not None else None
