"""The shop as a WSGI application: storefront at the root, the seller's pages under `/admin`."""

from __future__ import annotations

import secrets
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Flask, render_template, request
from jinja2 import ChoiceLoader, FileSystemLoader

from mostek.lib.clock import WARSAW
from mostek.sandbox.publigo.admin import admin
from mostek.sandbox.publigo.rest import rest
from mostek.sandbox.publigo.shop import Shop
from mostek.sandbox.publigo.storefront import storefront

SHARED = Path(__file__).parent.parent


def create_app(shop: Shop) -> Flask:
    app = Flask(__name__, static_folder=SHARED / "static")
    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(Path(__file__).parent / "templates"), FileSystemLoader(SHARED / "templates")]
    )
    # Carts live in a cookie and end with the process. Its name differs from those of other local services.
    app.secret_key = secrets.token_hex(32)
    app.config.update(SESSION_COOKIE_NAME="publigo_sandbox", SESSION_COOKIE_SAMESITE="Lax")
    app.permanent_session_lifetime = timedelta(days=365)
    app.extensions["shop"] = shop
    app.register_blueprint(storefront)
    app.register_blueprint(admin)
    app.register_blueprint(rest)
    app.add_template_filter(amount_to_text, "money")
    app.add_template_filter(lambda moment: moment.astimezone(WARSAW).strftime("%d.%m.%Y, %H:%M:%S"), "moment")

    @app.context_processor
    def add_settings() -> dict[str, Any]:
        return {"settings": shop.settings, "currency": shop.settings.currency}

    @app.before_request
    def work_by_the_way() -> None:
        """As WordPress does: it works only while somebody visits."""
        shop.site = (request.host + request.script_root).rstrip("/")
        shop.visit()

    @app.errorhandler(404)
    def show_missing(_: Exception) -> tuple[str, int]:
        return render_template("shop/missing.html"), 404

    return app


def amount_to_text(amount: Decimal, currency: str) -> str:
    """`1 234,56 zł`, `119,00 EUR`; the spaces do not break."""
    text = f"{amount:,.2f}".replace(",", "\u00a0").replace(".", ",")
    return f"{text}\u00a0{'zł' if currency == 'PLN' else currency}"
