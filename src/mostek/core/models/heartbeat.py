from __future__ import annotations

from django.db import models


class Heartbeat(models.Model):
    """When a worker process was last seen at work. Not a noun of the domain: only `doctor` and the panel read it."""

    worker = models.CharField(max_length=100, unique=True)
    at = models.DateTimeField()
    trouble = models.CharField(max_length=60, blank=True, default="", db_default="")  # a code of `messages`
    outgoing_ip = models.CharField(max_length=45, blank=True)  # as the other side saw this worker

    def __str__(self) -> str:
        return self.worker
