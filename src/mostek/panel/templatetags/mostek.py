"""Amounts, moments and states as people here write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from mostek.core.models import Document
from mostek.lib import clock
from mostek.panel import states

register = template.Library()

HARD = "\N{NO-BREAK SPACE}"


@register.filter
def money(amount: Decimal | str | None, currency: str = "PLN") -> str:
    """`1 234,56 zł`, `119,00 EUR`: in both languages as the documents of this country write it."""
    try:
        value = Decimal(str(amount))
    except InvalidOperation:
        return ""
    sign = "\N{MINUS SIGN}" if value < 0 else ""
    whole, _, fraction = f"{abs(value):,.2f}".partition(".")
    unit = "zł" if currency == "PLN" else currency
    return f"{sign}{whole.replace(',', HARD)},{fraction}{HARD}{unit}"


@register.filter
def signed(value: int) -> str:
    """`3`, `−3`: with a minus sign, not a hyphen."""
    return str(value).replace("-", "\N{MINUS SIGN}")


@register.filter
def quantity(value: Decimal | str) -> str:
    """`1`, `2`, `1,5`."""
    text = f"{Decimal(str(value)):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


@register.filter
def moment(value: datetime | None) -> str:
    """`23 lis 2026, 14:05`, in Warsaw."""
    if value is None:
        return ""
    local = timezone.localtime(value, clock.WARSAW)
    return f"{_date(local)}, {local:%H:%M}"


@register.filter
def hour(value: datetime) -> str:
    """`21:48`; on another day than today with the date before it."""
    local = timezone.localtime(value, clock.WARSAW)
    return f"{local:%H:%M}" if local.date() == clock.warsaw_date() else moment(value)


@register.filter
def exact(value: datetime) -> str:
    """With seconds: what happened within one minute keeps its order."""
    local = timezone.localtime(value, clock.WARSAW)
    return f"{_date(local)}, {local:%H:%M:%S}"


@register.filter
def day(value: date | str | None) -> str:
    """`pon., 23 lis 2026`: with the day of the week, for dates that matter."""
    if not value:
        return ""
    on = date.fromisoformat(value) if isinstance(value, str) else value
    weekday = formats.date_format(on, "D")
    return f"{weekday.lower()}., {_date(on)}" if get_language() == "pl" else f"{weekday}, {_date(on)}"


def _date(value: date) -> str:
    """Months are written small in Polish and with a capital in English."""
    month = "b" if get_language() == "pl" else "M"
    return formats.date_format(value, f"j{HARD}{month}{HARD}Y")


@register.filter
def ago(value: datetime | None) -> str:
    """How long since, in the largest unit that says enough."""
    if value is None:
        return ""
    passed = max(clock.now() - value, timedelta(0))
    minutes, hours, days = int(passed.total_seconds() // 60), int(passed.total_seconds() // 3600), passed.days
    if minutes < 1:
        return gettext("just now")
    if minutes < 60:
        return ngettext("%(count)s minute ago", "%(count)s minutes ago", minutes) % {"count": minutes}
    if hours < 48:
        return ngettext("%(count)s hour ago", "%(count)s hours ago", hours) % {"count": hours}
    return ngettext("%(count)s day ago", "%(count)s days ago", days) % {"count": days}


@register.filter
def left(value: datetime) -> str:
    """How long still, in days begun: `30 more days`."""
    days = max(-((clock.now() - value) // timedelta(days=1)), 0)
    return ngettext("%(count)s more day", "%(count)s more days", days) % {"count": days}


@register.filter
def said(sentence: dict[str, Any]) -> str:
    """A reason, warning, question or choice of a decision, in the language of the page."""
    return str(sentence.get("pl" if get_language() == "pl" else "en") or sentence.get("pl") or "")


@register.filter
def codes(text: str) -> SafeString:
    """What stands in backticks as code."""
    parts = enumerate(text.split("`"))
    return format_html_join(
        "", "{}", ((format_html("<code>{}</code>", part) if at % 2 else part,) for at, part in parts)
    )


@register.filter
def kind(value: str) -> str:
    return str(states.KINDS[Document.Kind(value)]) if value in Document.Kind.values else value


@register.filter
def vat(value: str | dict[str, str] | None) -> str:
    """`23%`, `zw`, `DE 19%`, or a dash on documents without VAT."""
    if value is None:
        return "–"
    if isinstance(value, dict):
        return f"{value['country']}{HARD}{value['rate']}%"
    return f"{value}%" if value.isdecimal() else value


@register.inclusion_tag("panel/parts/state.html")
def state(code: str) -> dict[str, object]:
    return {"state": states.STATES[code]}


@register.filter
def order_state(order: Any) -> str:
    return states.of_order(order).code
