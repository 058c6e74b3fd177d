"""The buyer's side: price list, cart, checkout, thanks."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, current_app, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from mostek.sandbox.publigo.form import REMEMBERED, read_checkout
from mostek.sandbox.publigo.order import GATEWAYS, Buyer, CartItem, Checkout, CheckoutError
from mostek.sandbox.publigo.prices import DISCOUNT_CODES, price_cart
from mostek.sandbox.publigo.shop import Shop

storefront = Blueprint("storefront", __name__)

COUNTRIES = {
    "PL": "Polska",
    "AT": "Austria",
    "CZ": "Czechy",
    "DE": "Niemcy",
    "FR": "Francja",
    "GR": "Grecja",
    "IE": "Irlandia",
    "SK": "Słowacja",
    "CH": "Szwajcaria",
    "GB": "Wielka Brytania",
    "NO": "Norwegia",
    "US": "Stany Zjednoczone",
}
NOBODY = Buyer(first_name="", last_name="", email="")


@storefront.get("/")
def show_products() -> str:
    return render_template("shop/products.html", products=_shop().products())


@storefront.get("/produkt/<int:product_id>")
def show_product(product_id: int) -> str:
    product = _shop().product(product_id) or abort(404)
    return render_template("shop/product.html", product=product)


@storefront.post("/koszyk")
def add_to_cart() -> Response:
    """The field `product` is `77_2` or `90`: product, and variant if it has any."""
    wanted = request.form.get("product", "")
    product_id, _, price_id = wanted.partition("_")
    quantity = request.form.get("quantity", 1, type=int)
    product = _shop().product(int(product_id)) if product_id.isdecimal() else None
    if product is None or not 1 <= quantity <= 999:
        abort(400)
    if price_id not in ({str(v.price_id) for v in product.variants} or {""}):
        abort(400)
    session["cart"] = {**session.get("cart", {}), wanted: quantity}
    return redirect(url_for(".show_checkout"))


@storefront.post("/koszyk/usun")
def remove_from_cart() -> Response:
    removed = request.form.get("product", "")
    session["cart"] = {name: count for name, count in session.get("cart", {}).items() if name != removed}
    return redirect(url_for(".show_checkout"))


@storefront.get("/zamowienie")
def show_checkout() -> str:
    return _render_checkout(session.get("invoice_data", {}), {})


@storefront.post("/zamowienie")
def pay() -> Response | tuple[str, int]:
    shop = _shop()
    checkout, errors = read_checkout(request.form, _cart(), shop.settings)
    if not errors:
        try:
            order = shop.place(checkout)
        except CheckoutError as problem:
            errors["cart"] = str(problem)
    if errors:
        return _render_checkout(request.form, errors), 422
    # The shop remembers what was typed for a year, the fields of the other buyer type included.
    session["invoice_data"] = {name: request.form[name] for name in REMEMBERED if request.form.get(name)}
    session.pop("cart", None)
    session.permanent = True
    return redirect(url_for(".thank", order_id=order.id))


@storefront.get("/dziekujemy/<int:order_id>")
def thank(order_id: int) -> str:
    order = _shop().order(order_id) or abort(404)
    return render_template("shop/thanks.html", order=order)


def _render_checkout(values: Mapping[str, str], errors: Mapping[str, str]) -> str:
    shop = _shop()
    lines = (
        price_cart(Checkout(cart=_cart(), buyer=NOBODY), {p.id: p for p in shop.products()})
        if _cart()
        else ()
    )
    return render_template(
        "shop/checkout.html",
        lines=lines,
        total=sum(line.price for line in lines),
        variants={p.id: {v.price_id: v.name for v in p.variants} for p in shop.products()},
        gateways=GATEWAYS,
        countries=COUNTRIES,
        codes=DISCOUNT_CODES,
        values=values,
        errors=errors,
    )


def _cart() -> tuple[CartItem, ...]:
    items = []
    for name, quantity in session.get("cart", {}).items():
        product_id, _, price_id = name.partition("_")
        items.append(
            CartItem(id=int(product_id), price_id=int(price_id) if price_id else None, quantity=quantity)
        )
    return tuple(items)


def _shop() -> Shop:
    shop: Shop = current_app.extensions["shop"]
    return shop
