"""Applications of OAuth 2.0: registering, verifying, and what becomes visible when."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any

from mostek.sandbox.wfirma.records import Application, User
from mostek.sandbox.wfirma.seed import SeedApplication
from mostek.sandbox.wfirma.state import Books


def register(books: Books, fields: dict[str, Any]) -> Application:
    """Create an application, verified unless said otherwise, or change the one with that name or client id.

    `fields` are those of `SeedApplication`; client id and secret are random unless given.
    """
    known = _known(books, fields)
    if known:
        kept = known.model_dump(include=set(SeedApplication.model_fields))
        wanted = SeedApplication.model_validate({**kept, **fields})
    else:
        fresh = {"client_id": secrets.token_hex(16), "client_secret": secrets.token_hex(16)}
        wanted = SeedApplication.model_validate({**fresh, **fields})
    application = Application(
        id=known.id if known else books.ledger.next_id("application"),
        user_id=known.user_id if known else next(iter(books.ledger.users), 0),
        created=known.created if known else books.clock(),
        **wanted.model_dump(),
    )
    books.ledger.applications[application.id] = application
    return application


def _known(books: Books, fields: dict[str, Any]) -> Application | None:
    name = fields.get("name", SeedApplication().name)
    held = books.ledger.applications.values()
    by_id = (a for a in held if fields.get("client_id") and a.client_id == fields["client_id"])
    return next(by_id, None) or next((a for a in held if a.name == name), None)


def submit(books: Books, user: User, form: ApplicationForm) -> Application:
    """What the form *Dodawanie aplikacji OAuth 2.0* does: the application waits for wFirma's staff."""
    application = Application(
        id=books.ledger.next_id("application"),
        user_id=user.id,
        name=form.name,
        scopes=form.scopes,
        redirect_uri=form.redirect_uri,
        ip=form.ip,
        status="waiting",
        client_id="",
        client_secret="",
        created=books.clock(),
        verify_at=_verify_at(books),
    )
    books.ledger.applications[application.id] = application
    return application


def change(books: Books, application: Application, form: ApplicationForm) -> None:
    """Editing sends the application back to the staff, unless the switch says otherwise."""
    application.name, application.scopes = form.name, form.scopes
    application.redirect_uri, application.ip = form.redirect_uri, form.ip
    if books.settings.edit_needs_verification:
        application.status = "waiting"
        application.verify_at = _verify_at(books)


def verify(application: Application) -> None:
    """The staff say yes: now there is an id and a secret, the same as before if there were any."""
    application.status, application.verify_at = "verified", None
    application.client_id = application.client_id or secrets.token_hex(16)
    application.client_secret = application.client_secret or secrets.token_hex(16)


def reject(application: Application) -> None:
    application.status, application.verify_at = "rejected", None


def settle(books: Books) -> None:
    """Verify what has waited for as long as `verification_seconds` said."""
    for application in books.ledger.applications.values():
        due = application.verify_at
        if application.status == "waiting" and due is not None and due <= books.clock():
            verify(application)


def delete(books: Books, application: Application) -> None:
    """The application and every consent given to it are gone."""
    books.ledger.applications.pop(application.id, None)
    for grant in books.ledger.grants.values():
        if grant.application_id == application.id:
            grant.revoked = True


def _verify_at(books: Books) -> datetime | None:
    seconds = books.settings.verification_seconds
    return books.clock() + timedelta(seconds=seconds) if seconds is not None else None


@dataclass(frozen=True, slots=True)
class ApplicationForm:
    """The four fields of the form; `errors` by field, empty when it can be saved."""

    name: str
    scopes: list[str]
    redirect_uri: str
    ip: str

    def errors(self) -> dict[str, str]:
        found = {}
        if not self.name:
            found["name"] = "Pole nie może być puste"
        if not self.scopes:
            found["scopes"] = "Wybierz co najmniej jedną pozycję"
        if not self.redirect_uri.startswith(("http://", "https://")):
            found["redirect_uri"] = "Podaj pełny adres, zaczynający się od http:// lub https://"
        if not _is_ip(self.ip):
            found["ip"] = "Podaj poprawny adres IP"
        return found


def _is_ip(address: str) -> bool:
    try:
        ip_address(address)
    except ValueError:
        return False
    return True
