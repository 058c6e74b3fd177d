"""The words of an e-mail, as a value: plain text and simple HTML are made of the same one. No buyer is named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mostek.core import messages
from mostek.core.alerts.conditions import ORDER
from mostek.core.models import Alert, Connection
from mostek.lib import clock


@dataclass(frozen=True, slots=True)
class Entry:
    """One trouble. `link` is a whole address, or empty."""

    title: str
    text: str
    step: str = ""
    since: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    language: str
    subject: str
    opening: str
    entries: tuple[Entry, ...]
    closing: str
    settings_link: str

    def text(self) -> str:
        parts = [self.opening]
        for one in self.entries:
            lines = (one.title, one.text, one.since, one.step, one.link)
            parts.append("\n".join(line for line in lines if line))
        parts.append(f"{self.closing}\n{self.settings_link}")
        return "\n\n".join(parts) + "\n"

    def html(self) -> str:
        return render_to_string("mail.html", {"letter": self})


def to_json(letter: Letter) -> dict[str, Any]:
    return asdict(letter)


def from_json(words: dict[str, Any]) -> Letter:
    entries = tuple(Entry(**one) for one in words["entries"])
    return Letter(**{**words, "entries": entries})


def of_alert(alert: Alert, language: str) -> Letter:
    """It has begun; what else happens of it today is for the digest."""
    with translation.override(language):
        entry = to_entry(alert, language)
        return Letter(
            language,
            f"Mostek: {entry.title} ({alert.connection.name})",
            _("Company: %(name)s.") % {"name": alert.connection.name},
            (entry,),
            _("More of the same is only counted and told once a day. Who is told, and when:"),
            settings_link(alert.connection),
        )


def of_digest(connection: Connection, alerts: Iterable[Alert], language: str) -> Letter:
    """What stands open, most urgent first, and then what has ended since the last one."""
    listed = sorted(alerts, key=lambda one: (one.closed_at is not None, ORDER.get(one.condition, len(ORDER))))
    count = sum(one.closed_at is None for one in listed)
    with translation.override(language):
        subject = _("open matters: %(count)s") % {"count": count} if count else _("nothing is open any more")
        return Letter(
            language,
            f"Mostek: {subject} ({connection.name})",
            _("Company: %(name)s. What needs attention today.") % {"name": connection.name},
            tuple(to_entry(one, language) for one in listed),
            _("This summary comes only when something has changed, and on Mondays. Who is told, and when:"),
            settings_link(connection),
        )


def of_test(connection: Connection, language: str) -> Letter:
    with translation.override(language):
        return Letter(
            language,
            _("Mostek: test message (%(name)s)") % {"name": connection.name},
            _("This is a test. Messages from Mostek arrive at this address; nothing needs to be done."),
            (),
            _("Who is told, and when:"),
            settings_link(connection),
        )


def to_entry(alert: Alert, language: str) -> Entry:
    """In `language`, which is active."""
    said = messages.of(alert.condition, language=language, count=alert.count or alert.most)
    if alert.closed_at is not None:
        return Entry(said.happened, _("Over since %(moment)s.") % {"moment": _moment(alert.closed_at)})
    more = messages.of(alert.about, language=language) if alert.about else said
    text = f"{more.happened} {said.means}" if alert.about else said.means
    since = _("Since %(moment)s.") % {"moment": _moment(alert.since or alert.opened_at)}
    return Entry(said.happened, text, more.step or said.step, since, link_of(said.link, alert.connection_id))


def link_of(page: str, connection_id: int) -> str:
    """`page`: the name of a page of the panel, as messages have it."""
    if not page:
        return settings.MOSTEK_URL
    takes = [connection_id] if page == "panel:connection" else []
    return f"{settings.MOSTEK_URL}{reverse(page, args=takes)}"


def settings_link(connection: Connection) -> str:
    return f"{settings.MOSTEK_URL}{reverse('panel:connection_alerts', args=[connection.pk])}"


def _moment(moment: datetime) -> str:
    return f"{timezone.localtime(moment, clock.WARSAW):%d.%m.%Y, %H:%M}"
