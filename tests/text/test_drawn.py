"""The sample of records: the same however the data are parted."""

from __future__ import annotations

from functools import reduce
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.text.names import drawn
from auditor.text.names.drawn import Drawn, first

SMALL = 100


def sized(order: int, size: int) -> Drawn:
    return Drawn(order.to_bytes(2, "big"), order, f"r{order}", f"t:{order}", (("t", "x" * size),), False)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_parts_in_any_order_draw_what_the_whole_draws(data: st.DataObject) -> None:
    sizes = data.draw(st.lists(st.integers(0, 60), max_size=25))
    limit = data.draw(st.integers(1, 12))
    items = data.draw(st.permutations([sized(order, size) for order, size in enumerate(sizes)]))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(items)), max_size=5)))
    parts = [items[low:high] for low, high in pairwise([0, *cuts, len(items)])]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawn, "BUDGET", SMALL)
        whole = first(limit, items)
        merged: tuple[Drawn, ...] = ()
        merged = reduce(lambda kept, part: first(limit, (*kept, *first(limit, part))), parts, merged)
    assert merged == whole
    total = sum(record.size() for record in whole)
    assert whole == tuple(sorted(items))[: len(whole)]
    assert not whole or total - whole[-1].size() < SMALL
    assert len(whole) == min(limit, len(items)) or total >= SMALL


def test_a_small_record_does_not_take_the_room_that_a_large_one_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn, "BUDGET", SMALL)
    low, large, small = sized(0, 90), sized(1, 40), sized(2, 5)
    assert first(9, (*first(9, [low, large]), small)) == first(9, (low, large, small)) == (low, large)
