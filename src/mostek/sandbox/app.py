"""The whole sandbox as one WSGI application: stand-ins for wFirma and VIES, the shops, controls, a landing page."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, render_template, request
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from mostek.sandbox.control import app as control
from mostek.sandbox.control.calls import CallLog
from mostek.sandbox.control.faults import Faults
from mostek.sandbox.inprocess import SandboxTransport
from mostek.sandbox.publigo import app as publigo
from mostek.sandbox.publigo import control as publigo_control
from mostek.sandbox.publigo.own_wfirma import Wfirma
from mostek.sandbox.publigo.shop import Shop
from mostek.sandbox.shopify import app as shopify
from mostek.sandbox.shopify import control as shopify_control
from mostek.sandbox.shopify.shop import Shop as ShopifyShop
from mostek.sandbox.stripe import app as stripe
from mostek.sandbox.stripe.account import Account
from mostek.sandbox.vies import app as vies
from mostek.sandbox.vies.register import Register
from mostek.sandbox.wfirma import app as wfirma
from mostek.sandbox.wfirma import oauth
from mostek.sandbox.wfirma.seed import HELP_PAGE_SCOPES
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
    books_app = wfirma.create_app(books, faults, calls)
    shop.wfirma = own_wfirma(books, books_app)
    wsgi = DispatcherMiddleware(
        create_landing(),
        {
            "/wfirma": books_app,
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


def own_wfirma(books: Books, app: WSGIApplication) -> Wfirma:
    """Publigo's own way to the books: the API, with an application and a consent of its own."""

    def consent() -> tuple[str, str]:
        with books.acting() as ledger:
            application = next((one for one in ledger.applications.values() if one.name == "Publigo"), None)
            if application is None:
                mostek = next(iter(ledger.applications.values()))
                application = mostek.model_copy(
                    update={
                        "id": ledger.next_id("application"),
                        "name": "Publigo",
                        "client_id": secrets.token_hex(16),
                        "client_secret": secrets.token_hex(16),
                        "scopes": list(HELP_PAGE_SCOPES),
                        "redirect_uri": "http://127.0.0.1:8001/publigo/?pbg-listener=wfirma",
                    }
                )
                ledger.applications[application.id] = application
            grants = (one for one in ledger.grants.values() if one.application_id == application.id)
            grant = next(grants, None)
            if grant is None:
                user = ledger.users[application.user_id]
                grant = oauth.make_grant(books, application, user, application.scopes)
            company = next(one for one in ledger.companies.values() if one.vat_payer)
            return oauth.make_access_token(books, grant), str(company.id)

    return Wfirma("http://wfirma.sandbox", consent, SandboxTransport(app))


def create_landing() -> Flask:
    here = Path(__file__).parent
    app = Flask(__name__, template_folder=here / "templates", static_folder=here / "static")

    @app.get("/")
    def show_links() -> str:
        return render_template("landing.html", root=request.script_root)

    return app
