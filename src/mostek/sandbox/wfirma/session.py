"""Who is signed in to the stand-in's pages."""

from __future__ import annotations

import secrets

from flask import abort, current_app, redirect, request, session, url_for
from werkzeug.wrappers import Response

from mostek.sandbox.wfirma.records import Company, User
from mostek.sandbox.wfirma.state import Books


def books() -> Books:
    found: Books = current_app.extensions["sandbox"][0]
    return found


def signed_in() -> User | None:
    return books().ledger.users.get(session.get("user_id", 0))


def user() -> User:
    """The one who is signed in, on pages behind `require_user`."""
    found = signed_in()
    if found is None:
        abort(403)
    return found


def require_user() -> Response | None:
    return to_login() if signed_in() is None else None


def companies() -> list[Company]:
    """Those of the one who is signed in."""
    found = signed_in()
    return [books().ledger.companies[i] for i in found.company_ids()] if found else []


def sign_in(login: str, password: str) -> User | None:
    user = books().ledger.user_of(login)
    if user is None or not secrets.compare_digest(user.password.encode(), password.encode()):
        return None
    session["user_id"] = user.id
    return user


def sign_out() -> None:
    session.pop("user_id", None)


def here() -> str:
    """This page, prefix and query included, to come back to; the start after anything but reading."""
    if request.method != "GET":
        return url_for("panel.start")
    return request.script_root + request.full_path.rstrip("?")


def to_login() -> Response:
    return redirect(url_for("login.form", next=here()))


def safe_next() -> str:
    """Where to go after signing in: only to pages of this application."""
    wanted = request.values.get("next", "")
    inside = (
        wanted.startswith(f"{request.script_root}/") and not wanted.startswith("//") and "\\" not in wanted
    )
    return wanted if inside else url_for("panel.start")
