"""The mail server is one address, and a wrong one stops the start with a sentence."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from mostek.settings import mail_server


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("", {}),
        ("smtp://mail.example.pl", ("mail.example.pl", 587, "", "", False, True)),
        (
            "smtp://ola%40x.pl:p%3Aw@mail.example.pl:2525",
            ("mail.example.pl", 2525, "ola@x.pl", "p:w", False, True),
        ),
        ("smtps://ola:pw@mail.example.pl", ("mail.example.pl", 465, "ola", "pw", True, False)),
        ("smtp://localhost:25?tls=no", ("localhost", 25, "", "", False, False)),
    ],
)
def test_one_address_says_all_of_it(monkeypatch, given, expected):
    monkeypatch.setenv("MOSTEK_SMTP_URL", given)
    found = mail_server("MOSTEK_SMTP_URL")
    assert (tuple(found.values()) if found else {}) == expected


@pytest.mark.parametrize(
    "given",
    ["mail.example.pl:587", "http://mail.example.pl", "smtp://", "smtp://h:many", "smtp://h?tls=perhaps"],
)
def test_what_is_no_such_address_is_refused_without_its_password(monkeypatch, given):
    monkeypatch.setenv("MOSTEK_SMTP_URL", given)
    with pytest.raises(ImproperlyConfigured, match="MOSTEK_SMTP_URL must be"):
        mail_server("MOSTEK_SMTP_URL")
