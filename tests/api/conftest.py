from __future__ import annotations

from typing import Any

import pytest

from mostek.lib import clock
from mostek.sources import rest


@pytest.fixture
def api_key(connection: Any) -> str:
    from mostek.core.models import Source

    key, digest = rest.new_api_key()
    Source.objects.create(
        connection=connection, kind="rest", name="REST", api_key_digest=digest, created_at=clock.now()
    )
    return key
