"""A link to one PDF for who has no login: the buyer, the shop. Signed, and good for some days; it names nobody."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.core import signing

from mostek.core.models import Document
from mostek.lib import clock

PATH = "pdf/"
LASTS = timedelta(days=30)
SALT = "mostek.pdf"


class Expired(Exception):
    """The signature is ours, its last day is over."""


class Unknown(Exception):
    """Not signed by us, or about nothing that is still there."""


def make(document: Document) -> tuple[str, date]:
    """The address and its last day in Warsaw. The same all day long, so that it can be compared and cached."""
    last = clock.warsaw_date() + LASTS
    token = signing.Signer(salt=SALT).sign_object([document.pk, last.isoformat()])
    return f"{settings.MOSTEK_URL}/{PATH}{token}/", last


def read(token: str) -> Document:
    """The Document of a link. Raises Expired and Unknown. A key of the server that is rotated in stays good."""
    try:
        pk, last = signing.Signer(salt=SALT).unsign_object(token)
        until = date.fromisoformat(last)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Unknown from error
    if clock.warsaw_date() > until:
        raise Expired
    document = Document.objects.filter(pk=pk).exclude(wfirma_id="").select_related("connection").first()
    if document is None:
        raise Unknown
    return document
