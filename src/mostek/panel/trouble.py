"""wFirma in trouble while a page only reads: no document is at stake, so the sentences about documents are wrong."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from mostek.core import messages
from mostek.core.messages import Message
from mostek.wfirma.errors import AuthLost, OutcomeUnknown, Rejected, WfirmaError


def while_reading(error: WfirmaError) -> Message:
    message = messages.of(error.code, said=error.detail)
    if isinstance(error, AuthLost | Rejected):
        return message
    if isinstance(error, OutcomeUnknown):
        message = replace(message, happened=_("wFirma gave no readable answer."))
    return replace(message, means=_("Nothing was changed."), step=_("Try again in a moment."))
