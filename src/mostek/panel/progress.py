"""How far a Connection has come, in words: the wizard survives days, so the rows alone must tell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from mostek.core import connect, messages
from mostek.core.messages import Message
from mostek.core.models import Connection
from mostek.lib import clock
from mostek.panel.templatetags.mostek import hour

# Where a person presses the button once the cause is out of the way; for all others it is *Generuj*.
MENDED_ON = {
    "auth.permission": "connect_test",
    "auth.ip": "connect_test",
    "auth.forbidden": "connect_test",
    "auth.company": "connect_company",
    "auth.company_foreign": "connect_company",
}


@dataclass(frozen=True, slots=True)
class Progress:
    """`code` is stable; `page` is the step to go on with; `reached` counts the finished steps of the way."""

    code: str
    word: str
    tone: str
    page: str
    reached: int

    def url(self, connection: Connection) -> str:
        return reverse(f"panel:{self.page}", args=[connection.pk])


def has_keys(connection: Connection) -> bool:
    if connection.auth == Connection.Auth.API_KEYS:
        return bool(connection.access_key and connection.secret_key and connection.app_key)
    return bool(connection.client_id and connection.client_secret)


def has_consent(connection: Connection) -> bool:
    if connection.auth == Connection.Auth.API_KEYS:
        return has_keys(connection)
    return bool(connection.refresh_token)


def of(connection: Connection) -> Progress:
    keys_page = "connect_api_keys" if connection.auth == Connection.Auth.API_KEYS else "connect_keys"
    if connection.health == Connection.Health.NEEDS_YOU:
        page = keys_page if has_keys(connection) else "connect_application"
        page = MENDED_ON.get(connection.health_code, page)
        return Progress(
            "needs_you", messages.of(connection.health_code).happened, "orange", page, _reached(connection)
        )
    if connection.is_connected and (pause := pause_of(connection)):
        word = f"{pause.happened} {next_try(connection.resume_at)}"
        return Progress("connected", word, "amber", "connect_test", 4)
    if connection.is_connected:
        return Progress("connected", _("connected"), "green", "connect_test", 4)
    if connection.company_id:
        return Progress("company", _("company chosen, not tested yet"), "blue", "connect_test", 3)
    if has_consent(connection):
        word = _("keys entered, company to be chosen")
        if connection.auth == Connection.Auth.OAUTH2:
            word = _("consent given, company to be chosen")
        return Progress("consent", word, "blue", "connect_company", 2)
    if has_keys(connection) and (trouble := trouble_of(connection)):
        return Progress("keys", trouble.happened, "orange", keys_page, 1)
    if has_keys(connection):
        return Progress("keys", _("keys entered, consent to be given"), "blue", keys_page, 1)
    if connection.health_code == connect.REGISTERED:
        return Progress(
            "waiting", _("waiting for wFirma to verify the application"), "grey", "connect_keys", 1
        )
    return Progress(
        "registering", _("application to be registered in wFirma"), "grey", "connect_application", 0
    )


def has_profile(connection: Connection) -> bool:
    """The seller has answered the questions that no default may answer."""
    return "oss" in connection.seller


def trouble_of(connection: Connection) -> Message | None:
    """What a person has to mend, in a working Connection or on the way to one."""
    if connection.health == Connection.Health.READY or connection.health_code in {"", connect.REGISTERED}:
        return None
    return messages.of(connection.health_code, said=connection.health_detail)


def pause_of(connection: Connection) -> Message | None:
    """Why no call is made at this moment, although nobody has to do anything in the settings."""
    if not connection.pause_code or connection.resume_at is None or connection.resume_at <= clock.now():
        return None
    pause = messages.of(connection.pause_code)
    return replace(pause, step=f"{pause.step} {next_try(connection.resume_at)}".strip())


def gtu_of(connection: Connection) -> Message | None:
    """What becomes of GTU codes, where wFirma has been seen to drop them from lines."""
    if not connection.send_gtu or connection.gtu_dropped_at is None:
        return None
    code = connection.goods_refused or "gtu.dropped" if connection.gtu_by_good else "gtu.by_hand"
    return messages.of(code, day=f"{clock.warsaw_date(connection.gtu_dropped_at):%d.%m.%Y}")


def next_try(at: datetime | None) -> str:
    """When something is done next; empty if that moment has come."""
    if at is None or at <= clock.now():
        return ""
    return _("Next try: %(time)s.") % {"time": hour(at)}


def unanswered(connection: Connection) -> list[Message]:
    """*Generuj* was pressed and nobody came back: what wFirma's own page may have said, and what to do then."""
    if connection.consent_asked_at is None:
        return []
    return [messages.of(code) for code in connect.SAID_AT_WFIRMA]


def _reached(connection: Connection) -> int:
    if connection.company_id:
        return 3
    return 2 if has_consent(connection) else 1 if has_keys(connection) else 0
