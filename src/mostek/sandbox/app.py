"""The whole sandbox as one WSGI application: stand-ins for wFirma and VIES, the shops, controls, a landing page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, render_template, request
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from mostek.sandbox.control import app as control
from mostek.sandbox.control.calls import CallLog
from mostek.sandbox.control.faults import Faults
from mostek.sandbox.publigo import app as publigo
from mostek.sandbox.publigo import control as publigo_control
from mostek.sandbox.publigo.shop import Shop
from mostek.sandbox.shopify import app as shopify
from mostek.sandbox.shopify import control as shopify_control
from mostek.sandbox.shopify.shop import Shop as ShopifyShop
from mostek.sandbox.stripe import app as stripe
from mostek.sandbox.stripe.account import Account
from mostek.sandbox.vies import app as vies
from mostek.sandbox.vies.register import Register
from mostek.sandbox.wfirma import app as wfirma
from mostek.sandbox.wfirma.state import Books
from mostek.sandbox.woocommerce import app as woocommerce
from mostek.sandbox.woocommerce import control as woocommerce_control
from mostek.sandbox.woocommerce.shop import Shop as WooCommerceShop

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


@dataclass(frozen=True, kw_only=True)
class Sandbox:
    """The state is shared with `wsgi`: what a test does to `books` or `shop`, a client sees at once."""

    books: Books
    faults: Faults
    calls: CallLog
    shop: Shop
    stripe: Account
    vies: Register
    woocommerce: WooCommerceShop
    shopify: ShopifyShop
    wsgi: WSGIApplication
    path: Path | None

    def save(self) -> None:
        """Write the state into the folder `path`. Without one nothing is kept."""
        if self.path is None:
            return
        self.books.save()
        self.shop.save(self.path / "publigo.json")


def create_sandbox(path: Path | None = None) -> Sandbox:
    """With a `path` (a folder, made if missing) the state is read from it now and written to it on stop."""
    if path is not None:
        path.mkdir(parents=True, exist_ok=True)
    books = Books(path / "wfirma.json" if path else None)
    shop = Shop.seed()
    if path and (path / "publigo.json").exists():
        shop = Shop.load(path / "publigo.json")
    faults, calls, register, account = Faults(), CallLog(), Register(), Account()
    woo, shopify_shop = WooCommerceShop(), ShopifyShop()
    wsgi = DispatcherMiddleware(
        create_landing(),
        {
            "/wfirma": wfirma.create_app(books, faults, calls),
            "/publigo": publigo.create_app(shop),
            "/stripe": stripe.create_app(account),
            "/vies": vies.create_app(register),
            "/woocommerce": woocommerce.create_app(woo),
            "/shopify": shopify.create_app(shopify_shop),
            "/-/publigo": publigo_control.create_app(shop),
            "/-/stripe": stripe.create_control(account),
            "/-/vies": vies.create_control(register),
            "/-/woocommerce": woocommerce_control.create_app(woo),
            "/-/shopify": shopify_control.create_app(shopify_shop),
            "/-": control.create_app(books, faults, calls),
        },
    )
    return Sandbox(
        books=books,
        faults=faults,
        calls=calls,
        shop=shop,
        stripe=account,
        vies=register,
        woocommerce=woo,
        shopify=shopify_shop,
        wsgi=wsgi,
        path=path,
    )


def create_landing() -> Flask:
    here = Path(__file__).parent
    app = Flask(__name__, template_folder=here / "templates", static_folder=here / "static")

    @app.get("/")
    def show_links() -> str:
        return render_template("landing.html", root=request.script_root)

    return app
