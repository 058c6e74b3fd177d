"""Applications of OAuth 2.0: registering, verifying, and what becomes visible when."""

from __future__ import annotations

import secrets
from typing import Any

from mostek.sandbox.wfirma.records import Application
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
