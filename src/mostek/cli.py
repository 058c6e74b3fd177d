"""The `mostek` command: sets the settings module and hands over to Django's commands."""

from __future__ import annotations

import os
import sys


def main() -> None:
    if sys.argv[1:2] == ["decide"]:
        # The pure engine needs no settings, no key and no database.
        from mostek.tax import command

        sys.exit(command.main(sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mostek.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
