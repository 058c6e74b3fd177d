"""The price list, the discount codes, and what a cart costs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from mostek.sandbox.publigo.order import CartItem, Checkout, CheckoutError, Line, Product, Variant

GROSZ = Decimal("0.01")

CATALOGUE = (
    Product(
        id=77,
        name="Kurs fotografii",
        price=Decimal("199.00"),
        summary="Dwanaście lekcji wideo o świetle, kadrze i pracy z modelem.",
        variants=(
            Variant(price_id=1, name="Podstawowy", price=Decimal("199.00")),
            Variant(price_id=2, name="Z opieką prowadzącej", price=Decimal("299.00")),
        ),
    ),
    Product(
        id=90,
        name="E-book: Zdjęcia telefonem",
        price=Decimal("49.00"),
        summary="120 stron, PDF i EPUB.",
    ),
    Product(
        id=95,
        name="Webinar: Portret w świetle zastanym",
        price=Decimal("99.00"),
        summary="Na żywo, 90 minut, z pytaniami uczestników.",
    ),
)

# Percent of every line.
DISCOUNT_CODES: Mapping[str, Decimal] = {"RABAT10": Decimal(10), "GRATIS": Decimal(100)}


def price_cart(checkout: Checkout, products: Mapping[int, Product]) -> tuple[Line, ...]:
    """Raises CheckoutError for an empty cart, an unknown product, a missing variant or an unknown code."""
    if not checkout.cart:
        raise CheckoutError("Koszyk jest pusty.")
    percent = DISCOUNT_CODES.get(checkout.discount_code.strip().upper(), Decimal(0))
    if checkout.discount_code.strip() and not percent:
        raise CheckoutError("Nie ma takiego kodu rabatowego.")
    return tuple(_price_item(item, products, percent) for item in checkout.cart)


def _price_item(item: CartItem, products: Mapping[int, Product], percent: Decimal) -> Line:
    product = products.get(item.id)
    if product is None:
        raise CheckoutError(f"Nie ma produktu o numerze {item.id}.")
    variant = product.variant(item.price_id)
    if variant is None and (product.variants or item.price_id is not None):
        raise CheckoutError(f"Wybierz wariant produktu {product.name}.")
    if item.quantity < 1:
        raise CheckoutError("Liczba sztuk musi być większa od zera.")
    listed = variant.price if variant else product.price
    subtotal = (listed if item.price is None else item.price) * item.quantity
    discount = _round(subtotal * percent / 100) if item.discount is None else item.discount
    if not 0 <= discount <= subtotal:
        raise CheckoutError("Rabat nie może być większy od ceny.")
    return Line(
        name=product.name,
        id=product.id,
        price_id=item.price_id,
        quantity=item.quantity,
        discount=discount,
        subtotal=subtotal,
    )


def _round(amount: Decimal) -> Decimal:
    return amount.quantize(GROSZ, rounding=ROUND_HALF_UP)
