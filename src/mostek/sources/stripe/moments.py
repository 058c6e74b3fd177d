"""Stripe's seconds."""

from __future__ import annotations

from datetime import UTC, datetime


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
