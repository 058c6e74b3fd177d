from __future__ import annotations

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A person of the panel. A superuser sees every Connection, anybody else those they are a member of."""
