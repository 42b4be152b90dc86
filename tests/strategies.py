"""Hypothesis strategies and builders for the types of the auditor."""

from __future__ import annotations

from hypothesis import strategies as st

from auditor.records import ASSISTANT, SYSTEM, TEXT, TOOL_CALL, USER, Record, Split, Turn, Unreadable
from auditor.text.keys import Key, key_from

KEY = key_from("a key for tests, known to everybody")

WORDS = (
    "hello there", "Hello   THERE", "你好，世界", "lin.mei@qinghe-demo-clinic.cn", "call +86 139 1234 5678",
    "server 192.0.2.7", "{\"a\": 1}", "{broken", "", "x" * 60, "y" * 60,
)  # fmt: skip


def record(
    position: int,
    *turns: tuple[str, str],
    split: Split = "train",
    shape: str = "messages",
    flaws: tuple[str, ...] = (),
    key: Key = KEY,
    file: str = "t.jsonl",
) -> Record:
    """A conversation of (role, text) pairs at a line of a file."""
    digest = key.record_digest(repr(turns).encode())
    origin = f"{file}:{position}"
    made = tuple(
        Turn(role, f"messages[{place}].content", text, role in (ASSISTANT, TOOL_CALL, TEXT), place)
        for place, (role, text) in enumerate(turns)
    )
    row = {"messages": [{"role": role, "content": text} for role, text in turns]}
    return Record(key.record_id(digest, origin), position, origin, digest, split, shape, made, flaws=flaws, row=row)


def unreadable(position: int, file: str = "t.jsonl", reason: str = "invalid_json") -> Unreadable:
    """A line that cannot be read."""
    return Unreadable(position, f"{file}:{position}", "train", reason)


texts = st.one_of(st.sampled_from(WORDS), st.text(max_size=30))
turns = st.tuples(st.sampled_from([SYSTEM, USER, ASSISTANT, TOOL_CALL, TEXT, "narrator"]), texts)


@st.composite
def records(draw: st.DrawFn, split: Split = "train", start: int = 1) -> list[Record]:
    """Up to a dozen records of one file."""
    made = draw(st.lists(st.lists(turns, max_size=4), max_size=12))
    shapes = st.sampled_from(["messages", "sharegpt"])
    flaws = st.sampled_from([(), ("nan",)])
    return [
        record(start + place, *some, split=split, shape=draw(shapes), flaws=draw(flaws))
        for place, some in enumerate(made)
    ]
