"""What holds a text of the data does not show it where a debugger or a traceback prints it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auditor.cleaning.leaves import Constant, Edit, Leaf, tree
from auditor.cleaning.leaves import Segment as LeafSegment
from auditor.cleaning.marks import Mark
from auditor.cleaning.match import Target
from auditor.cleaning.paths import Part
from auditor.cleaning.rows import Changed, Row
from auditor.cleaning.store import Change
from auditor.cleaning.surrogates import Value
from auditor.cleaning.work import Made, Task
from auditor.risks.names import NamesState
from auditor.sources.shard import Piece, Shard
from auditor.text.names.drawn import Drawn

SECRET = "li.si@corp-site.com"
LEAF = Leaf(SECRET, "string", (SECRET,), value=SECRET)
VALUE = Value("email", "email", SECRET, SECRET)
PIECE = Piece("text", (SECRET.encode(),), (1,), 1)
DRAWN = Drawn(b"", 1, "id", "a.jsonl:1", (("text", SECRET),), False)
HOLDERS: dict[str, Callable[[], object]] = {
    "Edit": lambda: Edit(0, 1, SECRET),
    "Leaf": lambda: LEAF,
    "outer": lambda: Leaf("x", "string", (), outer=LEAF),
    "tree": lambda: tree({SECRET: [SECRET, None, True]}),
    "Constant": lambda: Constant(SECRET),
    "Segment": lambda: LeafSegment(LEAF, ()),
    "Part": lambda: Part(LEAF, 0, 1),
    "Value": lambda: VALUE,
    "Target": lambda: Target(0, 0, 1, "privacy/email", VALUE),
    "Mark": lambda: Mark(0, 0, 1, VALUE, ()),
    "Change": lambda: Change(1, "row", SECRET.encode()),
    "Row": lambda: Row(PIECE, 0, SECRET),
    "Changed": lambda: Changed(Change(1, "row", SECRET.encode()), PIECE, {SECRET: SECRET}),
    "Task": lambda: Task(Shard(0, "a.jsonl", "train", 0, 1, PIECE), {}),
    "Made": lambda: Made("a.jsonl", 0, 0, 0, (Change(1, "row", SECRET.encode()),), SECRET.encode()),
    "Drawn": lambda: DRAWN,
    "NamesState": lambda: NamesState(1, drawn=(DRAWN,)),
}


@pytest.mark.parametrize("name", HOLDERS)
def test_no_repr_shows_a_text(name: str) -> None:
    shown = repr(HOLDERS[name]())
    assert "corp-site" not in shown
    assert shown
