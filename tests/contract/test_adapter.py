"""What an adapter is by itself: pure, and quiet about what it does not understand."""

from __future__ import annotations

import json
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mostek.core import overlay
from mostek.sources import registry
from mostek.sources.adapter import BadBody, Cancelled, Context, Ignored, Incoming, Refund

TOLD = (Incoming, Refund, Cancelled, Ignored)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)


def test_it_says_what_it_can_do(kit):
    adapter, platform = registry.adapter(kit.kind), registry.platform(kit.kind)
    assert adapter.kind == kit.kind
    for able, verbs in {
        platform.pulls: ("pull", "examine"),
        platform.registers: ("register",),
        platform.lists_products: ("products",),
    }.items():
        assert not able or all(hasattr(adapter, verb) for verb in verbs)
    assert hasattr(adapter, "pull") == platform.pulls
    assert hasattr(adapter, "register") == platform.registers


def test_its_settings_have_names_of_their_own_and_both_languages(kit):
    platform = registry.platform(kit.kind)
    names = [one.name for one in platform.fields]
    assert len(names) == len(set(names))
    assert not set(names) & {"name", "connection", "is_on", "rules", "issue_from"}
    for one in platform.fields:
        assert one.label.pl
        assert one.sort in {"text", "flag", "address"}
        assert not (one.secret and one.default)
    assert platform.about.pl != platform.about.en
    assert not platform.signs or any(one.name == "secret" and one.secret for one in platform.fields)
    assert set(platform.rules) <= {*overlay.RULES.values()}


def test_the_key_of_an_event_is_its_own(kit):
    adapter = registry.adapter(kit.kind)
    first, second = kit.push(kit.sell()), kit.push(kit.sell())
    keys = {adapter.event_key(dict(one.headers), one.body) for one in (first, first, second)}
    assert len(keys) == 2
    assert all(0 < len(key) <= 255 for key in keys)


def test_reading_twice_says_the_same(kit):
    adapter, body = registry.adapter(kit.kind), kit.push(kit.sell()).body
    context = Context(date(2026, 11, 23), kit.options)
    assert adapter.parse(body, context) == adapter.parse(body, context)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(body=st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_no_bytes_make_it_stumble(kit, body):
    adapter = registry.adapter(kit.kind)
    for leg in ("push", "pull", "file"):
        try:
            told = adapter.parse(body, Context(date(2026, 11, 23), kit.options, leg))
        except BadBody:
            continue
        assert isinstance(told, TOLD)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_no_value_in_a_real_body_makes_it_stumble(kit, data):
    """One value somewhere in a real order becomes another."""
    adapter, body = registry.adapter(kit.kind), json.loads(kit.push(kit.sell()).body)
    place, key = body, data.draw(st.sampled_from(sorted(body)))
    while isinstance(place[key], dict | list) and place[key] and data.draw(st.booleans()):
        place = place[key]
        steps = sorted(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(steps))
    place[key] = data.draw(JSON)
    try:
        told = adapter.parse(json.dumps(body).encode(), Context(date(2026, 11, 23), kit.options))
    except BadBody:
        return
    assert isinstance(told, TOLD)
