"""What `mostek doctor` looks at. Every finding is a sentence in both languages; trouble makes the command fail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.core import checks
from django.db import DatabaseError
from django.db import connection as database
from django.utils import translation

from mostek.core import (
    account_check,
    connect,
    cut_over,
    forecast,
    foreign,
    lease,
    messages,
    pull,
    setup,
    shop,
    skew,
)
from mostek.core.alerts import mail
from mostek.core.database import is_behind
from mostek.core.examine import examine as look
from mostek.core.models import AlertAddress, Connection, Document, Event, Heartbeat, Mail, Source
from mostek.core.silence import SILENT_AFTER
from mostek.lib import clock

ASLEEP = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Finding:
    about: str
    ok: bool
    pl: str
    en: str
    facts: dict[str, object] = field(default_factory=dict)  # for machines: figures that the sentence tells


def examine(*, online: bool) -> list[Finding]:
    """With `online`, each connected Connection is asked at wFirma as well (reads only)."""
    found = list(_settings())
    try:
        found.append(_database())
        if all(finding.ok for finding in found):
            found += [*_account(), _worker(), *_clocks(), *_documents(), *_connections(online)]
            found += [*_sources(online), *_mail(online)]
    except DatabaseError as error:
        found.append(_broken_database(error))
    return found


def _settings() -> Iterator[Finding]:
    for message in checks.run_checks():
        serious = message.is_serious()
        yield Finding(
            "settings",
            not serious,
            f"{message.msg} {message.hint or ''}",
            f"{message.msg} {message.hint or ''}",
        )
    yield Finding(
        "settings", True, f"Adres Mostka: {settings.MOSTEK_URL}", f"Address of Mostek: {settings.MOSTEK_URL}"
    )


def _database() -> Finding:
    if is_behind():
        return Finding(
            "database",
            False,
            "Baza danych jest nieaktualna. Uruchom: mostek migrate",
            "The database is out of date. Run: mostek migrate",
        )
    return Finding(
        "database",
        True,
        f"Baza danych działa ({database.vendor}).",
        f"The database works ({database.vendor}).",
    )


def _broken_database(error: DatabaseError) -> Finding:
    kind = type(error).__name__
    return Finding(
        "database",
        False,
        f"Baza danych nie odpowiada ({kind}). Sprawdź MOSTEK_DATABASE_URL i miejsce na dysku i prawa do plików.",
        f"The database does not answer ({kind}). Check MOSTEK_DATABASE_URL the disk space and the rights to its files.",
    )


def _account() -> Iterator[Finding]:
    if setup.is_needed():
        address = f"{settings.MOSTEK_URL}/start/"
        yield Finding(
            "account",
            True,
            f"Nie ma jeszcze konta. Otwórz {address} i podaj kod {setup.code()}.",
            f"There is no account yet. Open {address} and enter the code {setup.code()}.",
        )


def _worker() -> Finding:
    last = Heartbeat.objects.order_by("-at").first()
    if last is not None and clock.now() - last.at < ASLEEP:
        return Finding("worker", True, "Proces roboczy działa.", "The worker is at work.")
    return Finding(
        "worker",
        False,
        "Proces roboczy nie działa, dokumenty czekają. Uruchom: mostek work (albo mostek serve)",
        "No worker is at work, documents wait. Run: mostek work (or mostek serve)",
    )


def _clocks() -> Iterator[Finding]:
    """This machine's clock against the database's, and what the workers say of theirs."""
    here = {skew.SKEWED} if abs(skew.ahead()) > lease.MAX_SKEW else set()
    alive = Heartbeat.objects.filter(at__gt=clock.now() - ASLEEP).exclude(trouble="")
    for code in sorted(here | set(alive.values_list("trouble", flat=True))):
        yield _told("clock", False, code)


def _documents() -> Iterator[Finding]:
    held = Document.objects.filter(state=Document.State.HELD).count()
    unknown = Document.objects.filter(state=Document.State.UNKNOWN).count()
    failed = Event.objects.filter(state=Event.State.FAILED).count()
    yield Finding(
        "documents",
        not (held or failed),
        f"Do decyzji: {held}, nieznany wynik: {unknown}, nieczytelne zdarzenia: {failed}.",
        f"Held: {held}, unknown outcome: {unknown}, unreadable events: {failed}.",
    )


def _connections(online: bool) -> Iterator[Finding]:
    for one in Connection.objects.order_by("name"):
        about = f"connection {one.name}"
        if one.consent_asked_at is not None:
            for code in ("consent.no_return", *connect.SAID_AT_WFIRMA):
                yield _told(about, not one.is_on, code)
        if one.health != Connection.Health.READY:
            yield _told(about, not one.is_on, one.health_code or "connection.new", said=one.health_detail)
        elif one.pause_code and one.resume_at and one.resume_at > clock.now():
            yield _told(about, False, one.pause_code)
        elif online:
            for check in look(one):
                yield _told(about, check.ok is not False, check.code, **check.facts)
        if one.company_id:
            ok, code, facts = account_check.verdict_of(one)
            yield _told(about, ok, code, **facts)
        if waiting := forecast.of(one):
            yield _waiting(about, waiting)
        beside = foreign.ours_beside(one.pk)
        for row in foreign.doubled().filter(connection=one, wfirma_id__in=list(beside)).order_by("pk"):
            ours = beside[row.wfirma_id]
            facts = {"about": ours.order.number or ours.order.external_id, "ours": ours.number}
            yield _told(about, False, "foreign.both", number=row.number, **facts)


def _waiting(about: str, foreseen: forecast.Forecast) -> Finding:
    texts = {}
    for language in ("pl", "en"):
        with translation.override(language):
            texts[language] = f"{forecast.words(foreseen)}."
    facts: dict[str, object] = {
        "waiting": foreseen.waiting,
        "seconds": None if foreseen.seconds is None else round(foreseen.seconds),
        "after": foreseen.after.isoformat() if foreseen.after else None,
    }
    return Finding(about, True, texts["pl"], texts["en"], facts)


def _sources(online: bool) -> Iterator[Finding]:
    """The second leg of each: whether the platform lets itself be asked, and whether its messages arrive."""
    for one in Source.objects.filter(is_on=True).order_by("name"):
        about = f"source {one.name}"
        if cut_over.is_open(one):
            yield _told(about, False, "cut_over.open")
        if one.push_missed >= SILENT_AFTER:
            yield _told(about, False, "push.silent")
        if online and pull.is_possible(one):
            for finding in shop.examine(one):
                yield _told(about, finding.ok, finding.code, **finding.facts)
        elif one.pull_code:
            yield _told(about, not one.pull_trouble, one.pull_code)


def _mail(online: bool) -> Iterator[Finding]:
    """Whether people can be told. Nothing is said where nobody is to be told by e-mail."""
    if not AlertAddress.objects.exists():
        return
    if not settings.MOSTEK_SMTP:
        yield _told("mail", False, "mail.unset")
        return
    code = mail.examine() if online else ""
    failing = (
        Mail.objects.filter(sent_at=None).exclude(code="").filter(created_at__gte=clock.now() - mail.GIVE_UP)
    )
    codes = set(failing.values_list("code", flat=True)) | ({code} if code else set())
    for one in sorted(codes):
        yield _told("mail", False, one)
    if not codes:
        yield _told("mail", True, "mail.works")


def _told(about: str, ok: bool, code: str, /, **facts: object) -> Finding:
    return Finding(about, ok, messages.say(code, "pl", **facts), messages.say(code, "en", **facts))
