"""Ustawienia » Bezpieczeństwo » Aplikacje: OAuth 2.0 applications and API keys."""

from __future__ import annotations

import secrets

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from mostek.sandbox.wfirma import applications, session
from mostek.sandbox.wfirma.applications import ApplicationForm
from mostek.sandbox.wfirma.oauth import SCOPES
from mostek.sandbox.wfirma.records import ApiKey, Application, Grant

security = Blueprint("security", __name__, url_prefix="/panel/ustawienia/bezpieczenstwo/aplikacje")
security.before_request(session.require_user)

Page = str | Response | tuple[str, int]
NOTHING = ApplicationForm("", [], "", "")


@security.get("/oauth2")
def list_applications() -> Page:
    books, user = session.books(), session.user()
    with books.acting() as ledger:
        applications.settle(books)
        mine = [a for a in ledger.applications.values() if a.user_id == user.id]
        allowed = [
            (grant, ledger.applications[grant.application_id])
            for grant in ledger.grants.values()
            if grant.user_id == user.id and not grant.revoked and grant.application_id in ledger.applications
        ]
    return render_template("applications.html", mine=mine, allowed=allowed)


@security.get("/oauth2/dodaj")
def add_form() -> Page:
    return render_template("application_form.html", form=NOTHING, errors={}, scopes=SCOPES, application=None)


@security.post("/oauth2/dodaj")
def add() -> Page:
    form = _sent()
    if form.errors():
        return _with_errors(form, None)
    books = session.books()
    with books.acting():
        applications.submit(books, session.user(), form)
    return redirect(url_for("security.list_applications"))


@security.get("/oauth2/<int:application_id>")
def show(application_id: int) -> Page:
    books = session.books()
    with books.acting():
        applications.settle(books)
    return render_template("application.html", application=_mine(application_id))


@security.get("/oauth2/<int:application_id>/edytuj")
def edit_form(application_id: int) -> Page:
    found = _mine(application_id)
    form = ApplicationForm(found.name, found.scopes, found.redirect_uri, found.ip)
    return render_template("application_form.html", form=form, errors={}, scopes=SCOPES, application=found)


@security.post("/oauth2/<int:application_id>/edytuj")
def edit(application_id: int) -> Page:
    found, form = _mine(application_id), _sent()
    if form.errors():
        return _with_errors(form, found)
    books = session.books()
    with books.acting():
        applications.change(books, found, form)
    return redirect(url_for("security.show", application_id=found.id))


@security.post("/oauth2/<int:application_id>/usun")
def delete(application_id: int) -> Page:
    books = session.books()
    with books.acting():
        applications.delete(books, _mine(application_id))
    return redirect(url_for("security.list_applications"))


@security.post("/oauth2/<int:application_id>/obsluga")
def decide_as_staff(application_id: int) -> Page:
    """What wFirma's staff do by hand. A demo has nobody to wait for."""
    with session.books().acting():
        if request.form.get("decision") == "verify":
            applications.verify(_mine(application_id))
        else:
            applications.reject(_mine(application_id))
    return redirect(url_for("security.list_applications"))


@security.post("/oauth2/zgody/<int:grant_id>/cofnij")
def revoke(grant_id: int) -> Page:
    with session.books().acting() as ledger:
        grant: Grant | None = ledger.grants.get(grant_id)
        if grant is None or grant.user_id != session.user().id:
            abort(404)
        grant.revoked = True
    return redirect(url_for("security.list_applications"))


def _sent() -> ApplicationForm:
    """Taken as typed: wFirma compares the address to the letter, blanks at its ends included."""
    form = request.form
    chosen = [scope for scope in form.getlist("scopes") if scope in SCOPES]
    return ApplicationForm(
        form.get("name", "").strip(), chosen, form.get("redirect_uri", ""), form.get("ip", "").strip()
    )


def _with_errors(form: ApplicationForm, application: Application | None) -> Page:
    page = render_template(
        "application_form.html", form=form, errors=form.errors(), scopes=SCOPES, application=application
    )
    return page, 422


def _mine(application_id: int) -> Application:
    found: Application | None = session.books().ledger.applications.get(application_id)
    if found is None or found.user_id != session.user().id:
        abort(404)
    return found


@security.get("/klucze-api")
def list_keys(shown: ApiKey | None = None) -> Page:
    """`shown` is the one key whose secret may be seen now and never again."""
    books, user = session.books(), session.user()
    with books.acting() as ledger:
        keys = [key for key in ledger.api_keys.values() if key.user_id == user.id]
        app_key = ledger.app_keys[0]
    return render_template("api_keys.html", keys=keys, shown=shown, app_key=app_key)


@security.post("/klucze-api/dodaj")
def add_key() -> Page:
    books = session.books()
    with books.acting() as ledger:
        key = ApiKey(
            id=ledger.next_id("api_key"),
            user_id=session.user().id,
            name=_key_name(),
            access_key=secrets.token_hex(16),
            secret_key=secrets.token_hex(16),
            created=books.clock(),
        )
        ledger.api_keys[key.id] = key
    return list_keys(shown=key)


@security.post("/klucze-api/<int:key_id>/edytuj")
def edit_key(key_id: int) -> Page:
    """Any edit makes both keys new; whatever used the old ones stops working."""
    with session.books().acting():
        key = _my_key(key_id)
        key.name = _key_name()
        key.access_key, key.secret_key = secrets.token_hex(16), secrets.token_hex(16)
    return list_keys(shown=key)


@security.post("/klucze-api/<int:key_id>/usun")
def delete_key(key_id: int) -> Page:
    with session.books().acting() as ledger:
        del ledger.api_keys[_my_key(key_id).id]
    return redirect(url_for("security.list_keys"))


def _key_name() -> str:
    return request.form.get("name", "").strip() or "Klucz API"


def _my_key(key_id: int) -> ApiKey:
    found: ApiKey | None = session.books().ledger.api_keys.get(key_id)
    if found is None or found.user_id != session.user().id:
        abort(404)
    return found
