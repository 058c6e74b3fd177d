"""The shop as a WSGI application: REST under `/wp-json/wc/v3`, and the page on which keys are given out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2
from flask import Flask, abort, redirect, render_template_string, request
from werkzeug.wrappers import Response

from mostek.sandbox.woocommerce.rest import rest
from mostek.sandbox.woocommerce.shop import Shop

SCOPES = {"read": "odczyt", "write": "zapis", "read_write": "odczyt i zapis"}
ASKED = ("app_name", "user_id", "return_url", "callback_url", "scope")
# A callback in clear text is refused by WooCommerce; here it may lead to this very machine.
HERE = {"localhost", "127.0.0.1"}

PAGE = """<!doctype html><html lang="pl"><meta charset="utf-8"><title>WooCommerce (to nie jest prawdziwy sklep)</title>
<h1>{{ asked.app_name }} chce połączyć się ze sklepem</h1>
<p>To nie jest prawdziwy sklep. Aplikacja dostanie klucz z uprawnieniem: {{ scope }}.</p>
<p><a href="{{ granted }}">Zatwierdź</a> <a href="{{ denied }}">Odmów</a></p>"""


def create_app(shop: Shop) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.extensions["shop"] = shop
    app.register_blueprint(rest)

    @app.get("/")
    def show_front() -> str:
        return "<!doctype html><title>WooCommerce</title><p>To nie jest prawdziwy sklep.</p>"

    @app.get("/wc-auth/v1/authorize")
    def authorize() -> str:
        asked = _asked()
        granted = f"{request.script_root}/wc-auth/v1/access_granted?{urlencode(asked)}"
        denied = _back(asked, 0)
        return render_template_string(
            PAGE, asked=asked, scope=SCOPES[asked["scope"]], granted=granted, denied=denied
        )

    @app.get("/wc-auth/v1/access_granted")
    def grant() -> Response:
        """The keys are given out only if the receiver answers 200; else they are taken back."""
        asked = _asked()
        key = shop.add_key(asked["scope"])
        said: dict[str, Any] = {
            "key_id": len(shop.keys),
            "user_id": asked["user_id"],
            "consumer_key": key.consumer_key,
            "consumer_secret": key.consumer_secret,
            "key_permissions": key.permissions,
        }
        with httpx2.Client(timeout=60.0, trust_env=False, transport=shop.transport) as client:
            answer = client.post(asked["callback_url"], json=said)
        if answer.status_code != 200:
            del shop.keys[key.consumer_key]
            abort(
                401, "An error occurred in the request and at the time were unable to send the consumer data"
            )
        return redirect(_back(asked, 1))

    return app


def _asked() -> dict[str, str]:
    asked = {name: request.args.get(name, "") for name in ASKED}
    for name, value in asked.items():
        if not value:
            abort(401, f"Missing parameter {name}")
    if asked["scope"] not in SCOPES:
        abort(401, "Invalid scope")
    callback = urlsplit(asked["callback_url"])
    if callback.scheme != "https" and callback.hostname not in HERE:
        abort(401, "The callback_url needs to be over SSL")
    return asked


def _back(asked: dict[str, str], success: int) -> str:
    joint = "&" if "?" in asked["return_url"] else "?"
    return f"{asked['return_url']}{joint}{urlencode({'success': success, 'user_id': asked['user_id']})}"
