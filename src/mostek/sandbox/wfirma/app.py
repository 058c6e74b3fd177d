"""The stand-in as one Flask application: OAuth 2.0, the API, and wFirma's pages. Mount it anywhere."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, Response, current_app, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as Redirect

from mostek.sandbox.control.breaking import BREAK, breaking
from mostek.sandbox.control.calls import CallEntry, CallLog
from mostek.sandbox.control.faults import Chosen, Faults
from mostek.sandbox.wfirma import faulted, oauth, pages_applications, pages_oauth, pages_panel, pdf, session
from mostek.sandbox.wfirma.actions.call import Tampering
from mostek.sandbox.wfirma.dispatch import Answer, Incoming, answer
from mostek.sandbox.wfirma.state import Books

COOKIE = "mostek_sandbox_wfirma"
ANY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE"]

PAGES = (pages_oauth.login, pages_oauth.consent, pages_panel.panel, pages_applications.security)

api = Blueprint("api", __name__)


def create_app(
    books: Books, faults: Faults, calls: CallLog, clock: Callable[[], datetime] | None = None
) -> Flask:
    """`clock` replaces that of the books."""
    if clock is not None:
        books.clock = clock
    app = Flask(__name__, static_url_path="/panel/static")
    app.secret_key = books.ledger.secret_key
    app.config.update(SESSION_COOKIE_NAME=COOKIE, SESSION_COOKIE_SAMESITE="Lax", PROPAGATE_EXCEPTIONS=True)
    app.extensions["sandbox"] = (books, faults, calls)
    app.jinja_env.globals.update(
        signed_in=session.signed_in, companies_of_user=session.companies, here=session.here, money=pdf.money
    )
    for blueprint in PAGES:
        app.register_blueprint(blueprint)
    app.register_blueprint(api)
    app.register_error_handler(HTTPException, _error_page)
    app.wsgi_app = breaking(app.wsgi_app)  # type: ignore[assignment,method-assign]
    return app


def _error_page(error: HTTPException) -> tuple[str, int]:
    return render_template("error.html", status=error.code), error.code or 500


def sandbox() -> tuple[Books, Faults, CallLog]:
    found: tuple[Books, Faults, CallLog] = current_app.extensions["sandbox"]
    return found


@api.get("/")
def root() -> Redirect:
    return redirect(url_for("panel.start"))


@api.route("/<module>/<action>", methods=ANY_METHOD, strict_slashes=False)
@api.route("/<module>/<action>/<id>", methods=ANY_METHOD, strict_slashes=False)
def call_api(module: str, action: str, id: str = "") -> Response:
    """Any method, as the real service hardly looks at it."""
    books, faults, _ = sandbox()
    incoming = Incoming(
        module,
        action,
        id,
        request.args,
        {name.lower(): value for name, value in request.headers.items()},
        request.get_data(),
        request.remote_addr or "",
    )
    chosen = faults.choose(f"{module}/{action}")
    answers: list[Answer] = []

    def carry_out() -> Response:
        carried = answer(
            books,
            incoming,
            tampering=_tampering(chosen),
            before=lambda one: faulted.spoil_access(books, chosen, one),
            instead=lambda call: faulted.refuse(chosen, call),
        )
        answers.append(carried)
        reply = faulted.without_ids(carried.reply) if chosen.is_("ok_without_id") else carried.reply
        if reply.code == "AUTH" and reply.http_status == 200 and books.settings.bare_auth:
            return Response("AUTH", mimetype="text/html")
        output = "xml" if chosen.is_("xml_instead") else incoming.output_format
        return faulted.encoded(reply, output)

    return _logged(f"{module}/{action}", chosen, carry_out, answers)


def _tampering(chosen: Chosen) -> Tampering:
    return Tampering(
        chosen.dropped,
        chosen.hidden_seconds,
        hook_lost="hook_lost" in chosen.hooks,
        hook_duplicated="hook_duplicated" in chosen.hooks,
        hook_wrong_layout="hook_wrong_layout" in chosen.hooks,
        hook_late=chosen.hook_late,
        ksef_rejected="ksef_rejected" in chosen.hooks,
    )


@api.post("/oauth2/token")
def token() -> Response:
    books, faults, _ = sandbox()
    chosen = faults.choose("oauth2/token")
    answers: list[Answer] = []

    def carry_out() -> Response:
        form = request.form or request.get_json(silent=True) or {}
        with books.acting():
            try:
                return _json(oauth.answer_token_request(books, form), 200)
            except oauth.TokenRefused as refused:
                said = {"error": refused.error, "error_description": refused.description}
                return _json(said, refused.status)

    return _logged("oauth2/token", chosen, carry_out, answers)


def _json(content: dict[str, Any], status: int) -> Response:
    return Response(json.dumps(content), status, mimetype="application/json")


def _logged(name: str, chosen: Chosen, carry_out: Callable[[], Response], answers: list[Answer]) -> Response:
    books, _, calls = sandbox()
    at, started = books.clock(), time.perf_counter()
    response = faulted.exchange(chosen, carry_out)
    carried = answers[0] if answers else None
    lost = BREAK in request.environ
    calls.add(
        CallEntry(
            at=at,
            call=name,
            company_id=carried.company_id if carried else None,
            status_code=carried.reply.code if carried else "",
            http_status=0 if lost else response.status_code,
            duration_ms=round(1000 * (time.perf_counter() - started), 2),
            reference=carried.reference if carried else "",
            fault=", ".join(chosen.names),
        )
    )
    return response
