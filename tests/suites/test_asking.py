"""What is asked of a model for an item."""

from __future__ import annotations

import pytest

from auditor.models import Message, Need, Score
from auditor.suites import Choose, Item
from auditor.suites.asking import begun, cases_of

CAN: frozenset[Need] = frozenset({"logprobs"})


@pytest.mark.parametrize(
    ("options", "one_begins_another"),
    [(("plum", "plum, black"), True), (("plum, black", "pear", "plum"), True), (("7", "12"), False), (("a",), False)],
)
def test_where_an_option_begins_another_all_have_to_end(options: tuple[str, ...], one_begins_another: bool) -> None:
    """Else the shorter is never less likely, whatever the model knows."""
    item = Item("i", "fruit", "en", "c", (Message("user", "which?"),), Choose(options, 0))
    asked = list(cases_of("s", item, CAN))
    assert begun(options) is one_begins_another
    assert [case.ended for case in asked if isinstance(case, Score)] == [one_begins_another] * len(options)
