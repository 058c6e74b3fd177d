"""VIES, the Commission's register of VAT numbers, over its public REST interface.

What it cannot say now is `Unavailable`, never "invalid": a firm must not lose its reverse charge to an outage.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import httpx2

from mostek.lib import clock

TIMEOUT = 15.0  # seconds; the Member States behind it are slow

# What speaks of the number that was asked, not of the service.
NO_SUCH_NUMBER = frozenset({"INVALID", "INVALID_INPUT"})
BAD_REQUESTER = "INVALID_REQUESTER_INFO"


@dataclass(frozen=True, slots=True)
class Consultation:
    """What VIES said. `proof` is the consultation number; it is given only to a requester with a number."""

    valid: bool
    checked_on: date
    proof: str = ""


class Unavailable(Exception):
    """Nothing was learned: ask again later. `code` is VIES's own word (`MS_UNAVAILABLE`) or ours."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def check_number(http: httpx2.Client, base_url: str, number: str, requester: str = "") -> Consultation:
    """Ask about `number`, for `requester`; both with the prefix of VIES (`EL094259216`). Raises Unavailable.

    Two calls at most: a requester that VIES does not accept costs the consultation number, not the answer.
    """
    # Reference: https://ec.europa.eu/taxation_customs/vies/#/technical-information (check-vat-number)
    asked = {"countryCode": number[:2], "vatNumber": number[2:]}
    answer = post(http, base_url, asked | named(requester))
    error = error_of(answer)
    if error == BAD_REQUESTER and requester:
        answer = post(http, base_url, asked)
        error = error_of(answer)
    if error in NO_SUCH_NUMBER:
        return Consultation(False, day_of(answer))
    if error or not isinstance(answer.get("valid"), bool):
        raise Unavailable(error or "UNREADABLE")
    return Consultation(answer["valid"], day_of(answer), str(answer.get("requestIdentifier") or "")[:40])


def named(requester: str) -> dict[str, str]:
    return {"requesterMemberStateCode": requester[:2], "requesterNumber": requester[2:]} if requester else {}


def post(http: httpx2.Client, base_url: str, body: dict[str, str]) -> dict[str, Any]:
    """The answer's object, whatever its HTTP status: VIES tells its errors inside."""
    try:
        response = http.post(f"{base_url}/check-vat-number", json=body, timeout=TIMEOUT)
        answer = response.json()
    except httpx2.TimeoutException as error:
        raise Unavailable("TIMEOUT") from error
    except httpx2.HTTPError as error:
        raise Unavailable("UNREACHABLE") from error
    except ValueError as error:
        raise Unavailable("UNREADABLE") from error
    if not isinstance(answer, dict):
        raise Unavailable("UNREADABLE")
    if response.status_code >= 400 and not error_of(answer):
        raise Unavailable(f"HTTP_{response.status_code}")
    return answer


def error_of(answer: dict[str, Any]) -> str:
    """`{"actionSucceed": false, "errorWrappers": [{"error": …}]}`, or `userError` beside the other fields."""
    wrappers = answer.get("errorWrappers")
    if isinstance(wrappers, list) and wrappers and isinstance(wrappers[0], dict):
        return code(wrappers[0].get("error"))
    word = code(answer.get("userError"))
    return "" if word in ("", "VALID", "INVALID") else word


def code(value: object) -> str:
    return value.strip().upper()[:60] if isinstance(value, str) else ""


def day_of(answer: dict[str, Any]) -> date:
    """The Warsaw day of the consultation; an answer without one was given now."""
    try:
        moment = datetime.fromisoformat(str(answer.get("requestDate")))
    except ValueError:
        return clock.warsaw_date()
    return clock.warsaw_date(moment) if moment.tzinfo is not None else moment.date()
