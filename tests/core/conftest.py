from __future__ import annotations

from typing import Any

import pytest

from mostek.lib import clock
from tests.core.sales import SELLER, describe


@pytest.fixture
def shop(connection: Any) -> Any:
    """A REST source of a VAT payer in OSS, with a course and an e-book described."""
    from mostek.core.models import Source

    connection.seller = dict(SELLER)
    connection.company_nip = "5260250274"
    connection.save()
    describe(connection)
    return Source.objects.create(connection=connection, kind="rest", name="Sklep", created_at=clock.now())
