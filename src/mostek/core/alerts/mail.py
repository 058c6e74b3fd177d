"""Send the Mails that are due. At least once: who dies between sending and noting it leaves it to be sent again."""

from __future__ import annotations

import logging
import smtplib
from datetime import datetime, timedelta

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import F, Q, QuerySet

from mostek.core.alerts import letter
from mostek.core.models import Alert, Mail
from mostek.lib import clock

log = logging.getLogger("mostek.alerts")

# After each try that failed.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360))
GIVE_UP = timedelta(days=3)
CLAIM = timedelta(minutes=5)  # outlives the timeouts of one message
AT_ONCE = 50


def due(now: datetime) -> QuerySet[Mail]:
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    return Mail.objects.filter(free, due_at__lte=now)


def send_due() -> None:
    for pk in list(due(clock.now()).order_by("due_at").values_list("pk", flat=True)[:AT_ONCE]):
        mail = take(pk)
        if mail is None:
            continue
        code = send(mail)
        record(mail, code)
        if code == "mail.unreachable":
            return  # the next one would wait as long, and the worker may be asked to stop


def take(pk: int) -> Mail | None:
    now = clock.now()
    taken = due(now).filter(pk=pk).update(claimed_until=now + CLAIM, tries=F("tries") + 1)
    return Mail.objects.get(pk=pk) if taken else None


def send(mail: Mail) -> str:
    """Why it could not be sent, as a code of `messages`; empty when the server has taken it."""
    words = letter.from_json(mail.words)
    message = EmailMultiAlternatives(words.subject, words.text(), to=[mail.to])
    message.attach_alternative(words.html(), "text/html")
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as error:
        log.warning("mail %s did not leave: %s", mail.pk, type(error).__name__)
        return code_of(error)
    return ""


def record(mail: Mail, code: str) -> None:
    now = clock.now()
    row = Mail.objects.filter(pk=mail.pk)
    if not code:
        row.update(due_at=None, claimed_until=None, code="", sent_at=now)
        Alert.objects.filter(mails=mail, told_at=None).update(told_at=now)
        return
    is_last = mail.kind == Mail.Kind.TEST or now - mail.created_at >= GIVE_UP
    pause = PAUSES[min(mail.tries, len(PAUSES)) - 1]
    row.update(due_at=None if is_last else now + pause, claimed_until=None, code=code)
    if is_last:
        log.error("mail %s is given up: %s", mail.pk, code)


def code_of(error: OSError | smtplib.SMTPException) -> str:
    match error:
        case smtplib.SMTPAuthenticationError():
            return "mail.login"
        case smtplib.SMTPRecipientsRefused():
            return "mail.recipient"
        case smtplib.SMTPConnectError() | smtplib.SMTPServerDisconnected():
            return "mail.unreachable"
        case smtplib.SMTPException():
            return "mail.refused"
    return "mail.unreachable"


def examine() -> str:
    """Does the server let us in? Nothing is sent. Empty, or a code of `messages`."""
    server = get_connection()
    try:
        server.open()
        server.close()
    except (OSError, smtplib.SMTPException) as error:
        return code_of(error)
    return ""
