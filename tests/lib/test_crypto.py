from __future__ import annotations

import pytest

from mostek.lib.crypto import Box, Unreadable


def test_what_was_locked_is_opened_again():
    box = Box(["key"])
    assert box.unlock(box.lock("zażółć")) == "zażółć"
    assert "zażółć" not in box.lock("zażółć")


def test_an_old_key_still_opens_and_a_new_one_locks():
    old = Box(["old"]).lock("secret")
    both = Box(["new", "old"])
    assert both.unlock(old) == "secret"
    with pytest.raises(Unreadable):
        Box(["old"]).unlock(both.lock("secret"))


def test_a_lost_key_is_an_error_not_garbage():
    with pytest.raises(Unreadable):
        Box(["other"]).unlock(Box(["key"]).lock("secret"))
    with pytest.raises(Unreadable):
        Box(["key"]).unlock("żółć")
