"""What a person types is stored as a row of a file is."""

from __future__ import annotations

from tests.contract.kits import file


class Kit(file.Kit):
    kind = "hand"
