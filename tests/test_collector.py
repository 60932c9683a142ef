"""The collector rests while values are made and is left as it was found."""

from __future__ import annotations

import gc

import pytest

from vocnlp.collector import unhurried


@pytest.mark.parametrize("collecting", [True, False])
def test_the_collector_is_left_as_it_was(collecting: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if collecting else gc.disable)()
        with pytest.raises(ZeroDivisionError), unhurried():
            assert not gc.isenabled()
            raise ZeroDivisionError
        assert collecting == gc.isenabled()
        assert 0 == gc.get_freeze_count()
    finally:
        (gc.enable if before else gc.disable)()


def test_new_values_count_as_old() -> None:
    with unhurried():
        made = [[number] for number in range(1000)]
    old = {id(value) for value in gc.get_objects(generation=2)}
    assert all(id(value) in old for value in made)


def test_what_the_host_froze_stays_frozen() -> None:
    gc.freeze()
    try:
        with unhurried():
            pass
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
