"""Is the database as this version of Mostek needs it?"""

from __future__ import annotations

from django.core.management import CommandError
from django.db import DatabaseError
from django.db import connection as database
from django.db.migrations.executor import MigrationExecutor


def is_behind() -> bool:
    """Raises DatabaseError when there is none to ask."""
    executor = MigrationExecutor(database)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def require() -> None:
    """For commands that cannot work otherwise: a sentence, not a traceback."""
    try:
        behind = is_behind()
    except DatabaseError as error:
        raise CommandError(
            f"Baza danych nie odpowiada / the database does not answer: {type(error).__name__}. "
            "MOSTEK_DATABASE_URL, MOSTEK_DATA"
        ) from error
    if behind:
        raise CommandError(
            "Baza danych jest nieaktualna / the database is out of date. Uruchom / run: mostek migrate"
        )
