from __future__ import annotations

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "mostek.core"
    label = "core"

    def ready(self) -> None:
        from mostek import checks  # noqa: F401 (registers the system checks)
