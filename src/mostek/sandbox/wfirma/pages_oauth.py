"""The pages of OAuth 2.0: sign in, consent, and the way back."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from mostek.sandbox.wfirma import oauth, session

login = Blueprint("login", __name__, url_prefix="/panel")
consent = Blueprint("consent", __name__)


@login.get("/logowanie")
def form() -> str:
    return render_template("login.html", next=session.safe_next())


@login.post("/logowanie")
def sign_in() -> str | Response | tuple[str, int]:
    login_name = request.form.get("login", "")
    with session.books().acting():
        user = session.sign_in(login_name, request.form.get("password", ""))
    if user is None:
        return render_template("login.html", next=session.safe_next(), login=login_name, failed=True), 403
    return redirect(session.safe_next())


@login.post("/wyloguj")
def sign_out() -> Response:
    session.sign_out()
    return redirect(url_for("login.form"))


@consent.get("/oauth2/auth")
def ask() -> str | Response | tuple[str, int]:
    """`sandbox=redirect` in the query leaves out the page with the way back (setting: `hand_back`)."""
    books = session.books()
    with books.acting():
        try:
            wanted = oauth.check_request(books, request.args)
        except oauth.RequestRefused as refused:
            return render_template("refused.html", reason=str(refused)), 400
    user = session.signed_in()
    if user is None:
        return session.to_login()
    companies = [books.ledger.companies[i] for i in user.company_ids()]
    return render_template("consent.html", wanted=wanted, companies=companies)


@consent.post("/oauth2/auth")
def decide() -> str | Response | tuple[str, int]:
    books = session.books()
    user = session.signed_in()
    if user is None:
        return session.to_login()
    with books.acting():
        try:
            wanted = oauth.check_request(books, request.args)
        except oauth.RequestRefused as refused:
            return render_template("refused.html", reason=str(refused)), 400
        allowed = request.form.get("decision") == "allow"
        answer = {"code": oauth.issue_code(books, wanted, user)} if allowed else {"error": "access_denied"}
    if wanted.state is not None:
        answer["state"] = wanted.state
    back = oauth.way_back(wanted, answer)
    if request.args.get("sandbox") == "redirect" or books.settings.hand_back == "redirect":
        return redirect(back)
    return render_template("hand_back.html", back=back, allowed=allowed, wanted=wanted)
