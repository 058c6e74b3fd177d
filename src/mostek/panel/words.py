"""Codes into sentences: the one door of the panel to `core.messages`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

try:
    from mostek.core import messages
    from mostek.core.messages import Message
except ImportError:  # TEMPORARY
    messages = None

    @dataclass
    class Message:
        happened: str
        means: str
        step: str
        link: str = ""


def problem(code: str, detail: dict[str, Any] | None = None) -> Message:
    """The three parts of a problem in the active language."""
    if messages is None:
        return Message(f"happened {code}", "means", "step")
    return messages.of(code, **(detail or {}))
