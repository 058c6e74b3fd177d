"""Steering the sandbox over HTTP: reset, seed, faults, call log, the books. Mounted at `/-`."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from pydantic import ValidationError
from werkzeug.wrappers import Response as Redirect

from mostek.sandbox.control import explained
from mostek.sandbox.control.calls import CallLog
from mostek.sandbox.control.faults import NAMES, Faults, UnknownFault
from mostek.sandbox.wfirma import by_hand, oauth, pdf
from mostek.sandbox.wfirma.applications import register
from mostek.sandbox.wfirma.envelope import plain
from mostek.sandbox.wfirma.records import Invoice
from mostek.sandbox.wfirma.render import invoice as invoice_record
from mostek.sandbox.wfirma.state import Books

control = Blueprint("control", __name__)


def create_app(books: Books, faults: Faults, calls: CallLog) -> Flask:
    app = Flask(__name__)
    app.extensions["sandbox"] = (books, faults, calls)
    app.jinja_env.globals["money"] = pdf.money
    app.register_blueprint(control)
    app.register_error_handler(ValidationError, _unreadable)
    app.register_error_handler(UnknownFault, _unreadable)
    app.register_error_handler(by_hand.BadChange, _unreadable)
    return app


def _unreadable(error: Exception) -> tuple[Response, int]:
    return jsonify(error=str(error)), 422


def sandbox() -> tuple[Books, Faults, CallLog]:
    found: tuple[Books, Faults, CallLog] = current_app.extensions["sandbox"]
    return found


def sent() -> dict[str, Any]:
    """The JSON object of the request; without a body an empty one."""
    if not request.data:
        return {}
    found = request.get_json(force=True, silent=True)
    if not isinstance(found, dict):
        abort(400, "a JSON object is expected")
    return found


@control.post("/reset")
def reset() -> Response:
    """Books as seeded, no faults, an empty call log."""
    books, faults, calls = sandbox()
    books.reset()
    faults.clear()
    calls.clear()
    return jsonify(ok=True)


@control.post("/seed")
def seed() -> Response:
    """Change parts of the seed (`wfirma/seed.py`, class Seed) and start again from it."""
    books, _, _ = sandbox()
    books.seed(books.current_seed.changed(sent()))
    return jsonify(books.current_seed.model_dump(mode="json"))


@control.get("/settings")
def settings() -> Response:
    return jsonify(sandbox()[0].settings.model_dump())


@control.patch("/settings")
def change_settings() -> Response:
    """Turn switches (`wfirma/settings.py`) without starting again."""
    books, _, _ = sandbox()
    with books.acting() as ledger:
        ledger.settings = ledger.settings.model_validate({**ledger.settings.model_dump(), **sent()})
    return settings()


@control.get("/calls")
def list_calls() -> Response:
    _, _, calls = sandbox()
    return jsonify(
        total=calls.total(), counts=calls.counts(), calls=[entry.shown() for entry in calls.entries()]
    )


@control.delete("/calls")
def clear_calls() -> Response:
    sandbox()[2].clear()
    return jsonify(ok=True)


@control.get("/invoices")
def list_invoices() -> Response:
    """Documents as they stand in the books, whatever `find` may show, with the e-mails queued for each."""
    books, _, _ = sandbox()
    with books.acting() as ledger:
        rows = list(ledger.invoices.values())
        sent_with: dict[int, list[Any]] = defaultdict(list)
        for email in ledger.emails:
            sent_with[email.invoice_id].append(email.model_dump(mode="json"))
        shown = [
            {
                **plain(invoice_record(row, books.settings, books.clock(), on_add=False)),
                "company_id": row.company_id,
                "emails": sent_with[row.id],
            }
            for row in rows
        ]
    return jsonify(total=len(shown), invoices=shown)


@control.get("/invoices/<int:invoice_id>.pdf")
def show_pdf(invoice_id: int) -> Response:
    books, _, _ = sandbox()
    with books.acting() as ledger:
        row: Invoice | None = ledger.invoices.get(invoice_id)
        if row is None:
            abort(404)
        printed = pdf.document(row, ledger.companies[row.company_id], pdf.Copies(), books.clock())
    return Response(printed, mimetype="application/pdf")


@control.delete("/invoices/<int:invoice_id>")
def delete_invoice(invoice_id: int) -> Response:
    """As a person would on wFirma's pages."""
    with sandbox()[0].acting() as ledger:
        if not by_hand.delete(ledger, invoice_id):
            abort(404)
    return jsonify(ok=True)


@control.patch("/invoices/<int:invoice_id>")
def change_invoice(invoice_id: int) -> Response:
    """Fields of `by_hand.CHANGEABLE`; `{"cancelled": true}` cancels it, `{"copy": true}` issues another like it."""
    books = sandbox()[0]
    wanted = sent()
    with books.acting() as ledger:
        row: Invoice | None = ledger.invoices.get(invoice_id)
        if row is None:
            abort(404)
        if wanted.pop("cancelled", False):
            by_hand.cancel(row, books.clock())
        if wanted.pop("copy", False):
            row = by_hand.copy(ledger, row, books.clock())
        by_hand.change(ledger, row, {name: str(value) for name, value in wanted.items()}, books.clock())
        return jsonify(id=row.id, fullnumber=row.fullnumber, cancelled=row.schema_cancelled == "1")


@control.get("/emails")
def list_emails() -> Response:
    books, _, _ = sandbox()
    with books.acting() as ledger:
        return jsonify(emails=[email.model_dump(mode="json") for email in ledger.emails])


@control.get("/faults")
def list_faults() -> Response:
    return jsonify(faults=[fault.shown() for fault in sandbox()[1].active()], names=NAMES)


@control.post("/faults")
def switch_fault_on() -> Response | Redirect:
    """JSON `{name, times | probability, match, committed}`, or the form of the page."""
    faults = sandbox()[1]
    wanted = request.form.to_dict() or sent()
    times, probability = wanted.get("times"), wanted.get("probability")
    try:
        fault = faults.on(
            str(wanted.get("name", "")),
            times=int(times) if times else None,
            probability=float(probability) if probability else None,
            match=str(wanted.get("match") or "*"),
            committed=wanted.get("committed") in (True, "1", "on"),
        )
    except (TypeError, ValueError) as error:
        raise UnknownFault(str(error)) from error
    return redirect(url_for("control.page")) if request.form else jsonify(fault.shown())


@control.delete("/faults")
def clear_faults() -> Response:
    sandbox()[1].clear()
    return jsonify(ok=True)


@control.post("/application")
def application() -> Response:
    """Create a verified OAuth 2.0 application, or change the one of that name; all fields are optional."""
    books, _, _ = sandbox()
    with books.acting():
        return jsonify(register(books, sent()).model_dump(mode="json"))


@control.post("/consent")
def consent() -> Response:
    """Consent without a browser: `{login, client_id, redirect_uri, scope, state}` in, the code out."""
    books, _, _ = sandbox()
    wanted = sent()
    with books.acting() as ledger:
        user = ledger.user_of(str(wanted.pop("login", "jan@demo.example")))
        try:
            asked = oauth.check_request(books, {"response_type": "code", **wanted})
        except oauth.RequestRefused as refused:
            abort(400, str(refused))
        if user is None:
            abort(400, "no such user")
        code = oauth.issue_code(books, asked, user)
    answer = {"code": code, **({"state": asked.state} if asked.state is not None else {})}
    return jsonify(**answer, location=oauth.way_back(asked, answer))


@control.post("/tokens")
def tokens() -> Response:
    """Tokens without any consent, as of the token endpoint: `{login, client_id, scopes}`, all optional."""
    books, _, _ = sandbox()
    wanted = sent()
    with books.acting() as ledger:
        user = ledger.user_of(str(wanted.get("login", "jan@demo.example")))
        client_id = str(wanted.get("client_id", books.current_seed.application.client_id))
        application = ledger.application_of(client_id)
        if user is None or application is None:
            abort(400, "no such user or application")
        scopes = [str(scope) for scope in wanted.get("scopes", application.scopes)]
        return jsonify(oauth.token_answer(books, oauth.make_grant(books, application, user, scopes)))


@control.get("/")
def page() -> str:
    books, faults, calls = sandbox()
    with books.acting() as ledger:
        return render_template(
            "control.html",
            faults=faults.active(),
            explained=explained.ROWS,
            calls=list(reversed(calls.entries()))[:50],
            counts=calls.counts(),
            invoices=list(reversed(ledger.invoices.values()))[:50],
            emails=list(reversed(ledger.emails))[:50],
        )


@control.post("/page/clear-faults")
def page_clear_faults() -> Redirect:
    sandbox()[1].clear()
    return redirect(url_for("control.page"))


@control.post("/page/reset")
def page_reset() -> Redirect:
    reset()
    return redirect(url_for("control.page"))
