"""`auditor benchmark`: packs that users make, and those that come with the auditor."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from auditor.benchmarks import held, items_of, shelved, written
from auditor.errors import UsageError
from auditor.text.benchmarks import Item, from_bytes, opened
from tests.conftest import Write

Auditor = Callable[..., Result]

ROWS = [
    {
        "question": f"How many lamps does keeper {n} trim in {n + 2} nights?",
        "choices": ["none", f"{n} lamps"],
        "answer": 1,
    }
    for n in range(3)
]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    return tmp_path / "home/finetune-auditor/packs"


def test_a_pack_is_made_and_listed(auditor: Auditor, write: Write, home: Path) -> None:
    write("lamps.jsonl", ROWS)
    result = auditor("benchmark", "add", "lamps", "lamps.jsonl", "--license", "CC0-1.0", "--source", "the harbor")
    assert (result.exit_code, result.stdout) == (0, f"lamps: 3 items in {home}/lamps.npz\n"), result.output
    lines = auditor("benchmark", "list").stdout.splitlines()
    assert "lamps               3 items; CC0-1.0; the harbor" in lines
    assert f"{'':<20}{home}/lamps.npz" in lines
    assert "3 道题" in auditor("benchmark", "list", "--lang", "zh").stdout


def test_a_damaged_pack_hides_no_other(auditor: Auditor, write: Write, home: Path) -> None:
    write("lamps.jsonl", ROWS)
    for name in ("lamps", "lanterns"):
        assert auditor("benchmark", "add", name, "lamps.jsonl").exit_code == 0
    (home / "lamps.npz").write_bytes((home / "lamps.npz").read_bytes()[:-40])
    (home / "folder.npz").mkdir()
    result = auditor("benchmark", "list")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    for name in ("lamps", "folder"):
        place = lines.index(
            f"{name:<20}cannot be read; make it again (auditor benchmark add {name} FILE) or remove it:"
        )
        assert lines[place + 1] == f"{'':<20}{home}/{name}.npz"
    assert {line.split()[0] for line in lines[::2]} >= {"lanterns", "gsm8k", "humaneval", "lamps", "folder"}


def test_only_the_packs_asked_for_are_listed(auditor: Auditor, write: Write, home: Path) -> None:
    write("lamps.jsonl", ROWS)
    assert auditor("benchmark", "add", "lamps", "lamps.jsonl").exit_code == 0
    result = auditor("benchmark", "list", "lamps")
    assert (result.exit_code, [line.split()[0] for line in result.stdout.splitlines()[::2]]) == (0, ["lamps"])
    (home / "lamps.npz").write_bytes(b"PK")
    assert auditor("benchmark", "list", "gsm8k").exit_code == 0
    result = auditor("benchmark", "list", "lamps", "gsm8k")
    assert (result.exit_code, "gsm8k               1,319 items" in result.stdout) == (2, True)
    assert f"{home}/lamps.npz: this is no benchmark pack, or it is damaged" in result.stderr
    result = auditor("benchmark", "list", "gsm8")
    assert (result.exit_code, "did you mean 'gsm8k'?" in result.stderr) == (2, True)


def test_shipped_packs_can_be_opened() -> None:
    shipped = {one.name: one.path for one in held()}
    assert {"gsm8k", "gaokao-mathcloze", "humaneval"} <= shipped.keys()
    packs = opened(tuple(map(str, shipped.values()))).index.packs
    sizes = {pack.name: len(pack) for pack in packs}
    assert sizes["gsm8k"] == 1319
    assert sizes["gaokao-mathcloze"] == 121
    assert sizes["humaneval"] == 164
    assert all(pack.license and pack.source.startswith("https://") for pack in packs)


def test_the_users_pack_stands_in_for_a_shipped_one(auditor: Auditor, write: Write, home: Path) -> None:
    write("mine.jsonl", ROWS)
    assert auditor("benchmark", "add", "gsm8k", "mine.jsonl").exit_code == 0
    assert shelved("gsm8k") == home / "gsm8k.npz"


def test_a_pack_can_be_written_elsewhere(auditor: Auditor, write: Write, home: Path, tmp_path: Path) -> None:
    write("lamps.csv", "Question,A,B,Answer\nwho trims the lamps,the keeper,nobody at all,A\n")
    assert auditor("benchmark", "add", "lamps", "lamps.csv", "--out", "out/p.npz").exit_code == 0
    made = from_bytes((tmp_path / "out/p.npz").read_bytes(), "p")
    assert (made.name, made.source, len(made)) == ("lamps", "lamps.csv", 1)
    assert not home.exists()


@pytest.mark.parametrize(
    ("row", "item"),
    [
        ({"question": "q", "options": ["a", "b"], "answer": "a"}, Item("q", ("a", "b"), "a")),
        ({"question": "q", "choices": {"text": ["a", "b"], "label": ["A", "B"]}}, Item("q", ("a", "b"))),
        ({"question": "q", "options": {"A": "a", "B": "b"}, "answer": 1}, Item("q", ("a", "b"))),
        ({"Question": "q", "A": "a", "B": "b", "Answer": "B"}, Item("q", ("a", "b"), "B")),
        ({"passage": "p", "question": "q", "options": None, "label": "C"}, Item("p q", (), "C")),
        ({"problem": "q", "solution": "s", "level": "5"}, Item("q", (), "s")),
        ({"task_id": "t/0", "prompt": "q", "canonical_solution": "s", "test": "t"}, Item("q", (), "s")),
        ({"text": "q", "code": "s", "test_list": ["t"]}, Item("q", (), "s")),
        ({"instruction": "q", "input": "more", "output": "s"}, Item("q more", (), "s")),
        ({"messages": [{"role": "system", "content": "x"}, {"role": "user", "content": "q"}]}, Item("q")),
    ],
)
def test_rows_of_many_benchmarks_are_understood(write: Write, row: dict[str, object], item: Item) -> None:
    assert items_of(write("b.jsonl", [row])) == (item,)


def test_a_row_without_a_question_is_named(auditor: Auditor, write: Write, home: Path) -> None:
    write("b.jsonl", [*ROWS, {"question": " ", "answer": "hidden words"}])
    result = auditor("benchmark", "add", "b", "b.jsonl")
    assert result.exit_code == 2
    assert "b.jsonl:4: this row has no question" in result.stderr
    assert "hidden" not in result.stderr
    assert not home.exists()


@pytest.mark.parametrize("name", ["", "../up", ".hidden", "a b", "x" * 65])
def test_a_name_that_is_none_is_refused(auditor: Auditor, write: Write, name: str) -> None:
    write("b.jsonl", ROWS)
    result = auditor("benchmark", "add", name, "b.jsonl")
    assert (result.exit_code, "cannot name a benchmark" in result.stderr) == (2, True)


def test_a_scan_names_packs_and_files(write: Write) -> None:
    file = write("b.jsonl", ROWS)
    with written(["gsm8k", f"lamps={file}"]) as paths:
        assert [pack.name for pack in opened(paths).index.packs] == ["gsm8k", "lamps"]
        assert all(Path(path).exists() for path in paths)
    assert Path(paths[0]).exists()
    assert not Path(paths[1]).exists()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["gsm8"], "there is no benchmark pack 'gsm8'; did you mean 'gsm8k'"),
        (["gsm8k", "gsm8k"], "given twice"),
        (["x=nowhere.jsonl"], "there is no such file"),
        (["="], "cannot name a benchmark"),
    ],
)
def test_what_a_scan_cannot_look_for_is_said(given: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=message), written(given):
        pass


def test_a_pack_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"gone[.]npz: this benchmark pack cannot be read"):
        opened((str(tmp_path / "gone.npz"),))
    (tmp_path / "bad.npz").write_bytes(b"PK")
    with pytest.raises(UsageError, match=r"bad[.]npz: this is no benchmark pack"):
        opened((str(tmp_path / "bad.npz"),))
