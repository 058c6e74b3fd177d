"""A person in miniature who walks the sandbox's pages: fills in the forms and follows the buttons.

Used where no browser is at hand: by `mostek demo` and by tests of the way through consent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx2

TIMEOUT = 15.0
LONGEST_WALK = 12  # pages; a consent takes four


class Lost(Exception):
    """The pages were not what they should be; the text says where it ended."""


@dataclass
class Form:
    action: str = ""
    method: str = "get"
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self._href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        elif tag == "a":
            self._href = given.get("href", "")
        elif tag in {"input", "button"} and self.forms and given.get("name"):
            form, kind = self.forms[-1], given.get("type", "submit" if tag == "button" else "text")
            if kind == "submit":
                form.buttons.append((given["name"], given.get("value", "")))
            elif kind not in {"checkbox", "radio"} or "checked" in given:
                form.fields[given["name"]] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._href and data.strip():
            self.links[" ".join(data.split())] = self._href

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._href = ""


def consent(address: str, *, login: str, password: str, back_to: str) -> str:
    """Log in, allow, and press *Wróć do systemu*; the address to which wFirma then sends the browser.

    `address` is the consent page, `back_to` the beginning of the redirect address. Raises Lost.
    """
    with httpx2.Client(timeout=TIMEOUT, follow_redirects=False) as browser:
        answer = browser.get(address)
        for _ in range(LONGEST_WALK):
            target = _next_address(answer)
            if target is not None:
                if target.startswith(back_to):
                    return target
                answer = browser.get(target)
                continue
            answer = _submit(browser, answer, login, password)
    raise Lost(f"still at {answer.url.path} after {LONGEST_WALK} pages")


def _next_address(answer: httpx2.Response) -> str | None:
    """Where the answer sends the browser by itself, or by the one link of the last page."""
    if answer.is_redirect:
        return urljoin(str(answer.url), answer.headers["location"])
    if answer.status_code >= 400:
        raise Lost(f"HTTP {answer.status_code} at {answer.url.path}")
    page = _read(answer)
    back = next((href for text, href in page.links.items() if "Wróć do systemu" in text), None)
    return urljoin(str(answer.url), back) if back else None


def _submit(browser: httpx2.Client, answer: httpx2.Response, login: str, password: str) -> httpx2.Response:
    form = next((one for one in _read(answer).forms if one.method == "post"), None)
    if form is None:
        raise Lost(f"no form at {answer.url.path}")
    values = dict(form.fields)
    for name in values:
        if name in {"login", "email", "username"}:
            values[name] = login
        elif name == "password":
            values[name] = password
    if form.buttons:  # the first button is the one that goes on
        values[form.buttons[0][0]] = form.buttons[0][1]
    return browser.post(urljoin(str(answer.url), form.action), data=values)


def _read(answer: httpx2.Response) -> _Page:
    page = _Page()
    page.feed(answer.text)
    return page
