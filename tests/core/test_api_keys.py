"""Keys of the REST API, and the one that a Source could have before they had rows."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from mostek.core import api_keys
from mostek.core.models import ApiKey, Source
from mostek.lib import clock
from mostek.sources import rest

MIGRATION = "mostek.core.migrations.0010_rest"


@pytest.fixture
def source(connection) -> Source:
    return Source.objects.create(connection=connection, kind="rest", name="REST", created_at=clock.now())


def test_a_key_from_before_keeps_working_and_may_do_everything(source):
    key, digest = rest.new_api_key()
    Source.objects.update(api_key_digest=digest)
    for _ in range(2):
        import_module(MIGRATION).keys_to_rows(apps, None)
    row = api_keys.find(key)
    assert row is not None
    assert row.source == source
    assert row.scopes == ApiKey.Scope.values
    assert ApiKey.objects.count() == 1


def test_revoked_it_is_turned_away_by_the_version_before_as_well(source):
    key, digest = rest.new_api_key()
    Source.objects.update(api_key_digest=digest)
    import_module(MIGRATION).keys_to_rows(apps, None)
    api_keys.revoke(ApiKey.objects.get())
    source.refresh_from_db()
    assert source.api_key_digest == ""
    assert api_keys.find(key) is None


def test_two_keys_of_one_source_work_side_by_side(source):
    _, first = api_keys.make(source, "one")
    row, second = api_keys.make(source, "two")
    api_keys.revoke(row)
    assert api_keys.find(first) is not None
    assert api_keys.find(second) is None


def test_a_key_shows_nothing_of_itself(source):
    row, key = api_keys.make(source, "one")
    assert key not in repr(row) + str(row) + str(vars(row))
