"""`python -m tests.model`: how many states there are, and for each rule the shortest story without it."""

from __future__ import annotations

import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mostek.settings")
    django.setup()

    from tests.model.explore import everything, without
    from tests.model.world import RULES

    print(f"{everything().states} states: {everything().broken or 'every promise holds'}")
    for rule in RULES:
        print(f"\nwithout {rule}: {without(rule).told() or 'every promise holds still'}")
