"""What can go wrong on the way back from wFirma's consent page, before any code is exchanged."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mostek.core.messages import Message


def message(code: str) -> Message:
    """The codes are `consent.denied`, `consent.error`, `consent.no_code` and `consent.foreign`."""
    untouched = _("Nothing has changed: a connection that worked goes on working.")
    again = _("Click Generuj again.")
    texts = {
        "consent.denied": (_("The consent was refused at wFirma."), untouched, again),
        "consent.error": (
            _("wFirma did not let the consent go through."),
            untouched,
            _(
                "Check that the application is verified in wFirma and that its adres zwrotny is the one shown here."
            ),
        ),
        "consent.no_code": (_("wFirma sent you back without an authorization code."), untouched, again),
        "consent.foreign": (
            _("This answer of wFirma does not belong to a consent that this browser asked for."),
            _("It came late, for the second time, or after signing in again. Nothing has changed."),
            _("Open the connection and click Generuj again."),
        ),
    }
    return Message(code, *texts[code], link="panel:connection")
