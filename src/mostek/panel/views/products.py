"""What is sold and what has been said about it; gaps first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mostek.core import products as catalogue
from mostek.core import receive
from mostek.core.models import Connection, Order, Product
from mostek.panel.forms.product import ProductForm
from mostek.panel.request import Signed
from mostek.panel.search import contains
from mostek.tax import form as tax_form
from mostek.tax.seller import Seller

SHOWN = 500  # of one connection; the search finds the others

GAPS: dict[str, Promise] = {
    "undescribed": gettext_lazy("not described"),
    "exempt_basis": gettext_lazy("no basis of the exemption"),
    "gtu": gettext_lazy("GTU not decided"),
    "lump_sum": gettext_lazy("no lump-sum rate"),
}


@dataclass(frozen=True, slots=True)
class Row:
    product: Product
    gaps: tuple[str, ...]
    said: str

    @property
    def gap_words(self) -> list[str]:
        return [str(GAPS[gap]) for gap in self.gaps]

    @property
    def amounts(self) -> list[tuple[Decimal, str]]:
        return [(Decimal(amount), currency) for currency, amount in sorted(self.product.sold.items())]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The products of one connection. `report` counts gaps: (code, words, how many)."""

    connection: Connection
    rows: list[Row]
    report: list[tuple[str, str, int]]
    is_cut: bool


@require_safe
def products(request: Signed) -> HttpResponse:
    words = " ".join(request.GET.get("q", "").split())[:100]
    gap = request.GET.get("gap", "")
    gap = gap if gap in GAPS else ""
    connections = Connection.objects.visible_to(request.user).order_by("name", "pk")
    shelves = [_shelf(one, words, gap) for one in connections]
    is_empty = not Product.objects.visible_to(request.user).exists()
    shown = {
        "shelves": [shelf for shelf in shelves if shelf.rows],
        "words": words,
        "gap": gap,
        "gaps": GAPS.items(),
        "is_empty": is_empty,
        "is_single": len(shelves) == 1,
    }
    return render(request, "panel/products.html", shown)


def _shelf(connection: Connection, words: str, gap: str) -> Shelf:
    seller = tax_form.seller_from_json(connection.seller)
    found = connection.products.order_by("is_described", "-sales", "name", "pk")
    if words:
        found = found.filter(contains("name", words) | contains("code", words))
    rows = [Row(one, catalogue.gaps(one, seller), _said(one)) for one in found[: SHOWN + 1]]
    counts = Counter(code for row in rows for code in row.gaps)
    shown = [row for row in rows[:SHOWN] if not gap or gap in row.gaps]
    # Sorting is stable: within those with gaps and those without, what sells most comes first.
    shown.sort(key=lambda row: min((catalogue.GAPS.index(one) for one in row.gaps), default=len(GAPS)))
    report = [(code, str(GAPS[code]), counts[code]) for code in catalogue.GAPS if counts[code]]
    return Shelf(connection, shown, report, is_cut=len(rows) > SHOWN)


def _said(product: Product) -> str:
    """What it is, in a few words."""
    if not product.is_described:
        return ""
    said = product.description
    parts = [str(SHORT.get(said.get("kind", ""), ""))]
    rate = said.get("vat_rate", "23")
    parts.append("zw" if rate == "zw" else f"{rate}%")
    if "gtu" in said:
        parts.append(said["gtu"] or _("no GTU"))
    if said.get("lump_sum_rate"):
        parts.append(_("lump sum %(rate)s%%") % {"rate": said["lump_sum_rate"].replace(".", ",")})
    return ", ".join(parts)


SHORT: dict[str, Promise] = {
    "DIGITAL": gettext_lazy("online course"),
    "EBOOK": gettext_lazy("e-book"),
    "LIVE_EVENT_ONLINE": gettext_lazy("live online event"),
    "ONSITE_EVENT": gettext_lazy("event on site"),
    "CONSULTING": gettext_lazy("service"),
    "BOOK": gettext_lazy("printed book"),
    "GOODS": gettext_lazy("goods"),
    "VOUCHER_SPV": gettext_lazy("single-purpose voucher"),
    "VOUCHER_MPV": gettext_lazy("multi-purpose voucher"),
}


@require_http_methods(["GET", "POST"])
def product(request: Signed, pk: int) -> HttpResponse:
    one = _mine(request, pk)
    seller = tax_form.seller_from_json(one.connection.seller)
    form = ProductForm(request.POST or None, product=one, seller=seller)
    if request.method == "POST" and form.is_valid():
        form.save()
        notices.success(
            request, _("Saved. It holds from the next sale on; issued documents stay as they are.")
        )
        return redirect("panel:product", pk)
    return render(request, "panel/product.html", _page(one, form, seller), status=422 if form.errors else 200)


def _page(one: Product, form: ProductForm, seller: Seller) -> dict[str, object]:
    return {
        "product": one,
        "form": form,
        "row": Row(one, catalogue.gaps(one, seller), _said(one)),
        "waiting": catalogue.waiting_orders(one),
        "is_exempt": seller.vat_status == "exempt_113",
    }


@require_POST
def product_decide(request: Signed, pk: int) -> HttpResponse:
    """Let the held orders with this product be decided with what is said about it now."""
    one = _mine(request, pk)
    waiting = catalogue.waiting_orders(one)
    done = receive.decide_waiting(Order.objects.filter(pk__in=[order.pk for order in waiting]))
    text = ngettext("%(count)s order was decided.", "%(count)s orders were decided.", done) % {"count": done}
    if done == len(waiting):
        notices.success(request, text)
    else:
        notices.info(request, f"{text} {_('The others still need an answer.')}")
    return redirect("panel:product", pk)


def _mine(request: Signed, pk: int) -> Product:
    rows = Product.objects.visible_to(request.user).select_related("connection")
    return get_object_or_404(rows, pk=pk)
