"""The sheet for manual review: a fair draw, a safe file, and a count that refuses what was altered."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import shutil
import stat
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from auditor.errors import OutputError, SourceError
from auditor.sampling import count_sheet, draw, write_sheet
from auditor.sampling.sheet import COLUMNS, cell
from auditor.stats.binomial import wilson
from tests.conftest import Write

Auditor = Callable[..., Result]
ROWS = [{"prompt": f"What is {n}?", "completion": f"It is {n}, as 大家 know."} for n in range(60)]


def filled(path: Path, words: list[str]) -> Path:
    """A copy of a sheet with these verdicts, from the top."""
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    for row, word in zip(rows[1:], words, strict=False):
        row[4] = word
    return save(path.with_name("filled.csv"), rows)


def save(path: Path, rows: list[list[str]], encoding: str = "utf-8-sig", separator: str = ",") -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A sheet of 20 of 60 records."""
    path = tmp_path / "sheet.csv"
    write_sheet(draw((ROWS,), 20), path, "en")
    return path


def rows_of(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def test_the_sheet_is_private_csv_for_spreadsheets(sheet: Path) -> None:
    assert stat.S_IMODE(sheet.stat().st_mode) == 0o600
    assert sheet.read_bytes().startswith(b"\xef\xbb\xbf")
    head, *rows = rows_of(sheet)
    assert tuple(head[:6]) == COLUMNS
    assert head[6] == "auditor.sheet/1 seed=0 rows=20 records=60 unreadable=0 files=0"
    assert [row[0] for row in rows] == [str(n) for n in range(1, 21)]
    for row in rows:
        number = int(row[1].rpartition(":")[2]) - 1
        assert row[2:6] == [ROWS[number]["prompt"], ROWS[number]["completion"], "", ""]
    assert len({row[1] for row in rows}) == 20


def test_the_same_contents_give_the_same_rows_in_any_order_and_format(write: Write) -> None:
    doubled = [*ROWS, *ROWS[:7]]
    shuffled = random.Random(3).sample(doubled, len(doubled))
    one = write("a/train.jsonl", doubled)
    write("b/x.json", json.dumps(shuffled[:31]))
    write("b/y.jsonl", shuffled[31:])
    first, second = (draw((str(path),), 25, seed=5) for path in (one, one.parent.parent / "b"))
    assert [(row.prompt, row.answer) for row in first.rows] == [(row.prompt, row.answer) for row in second.rows]
    other = draw((str(one),), 25, seed=6)
    assert [row.prompt for row in first.rows] != [row.prompt for row in other.rows]


def test_every_record_is_as_likely_as_any_other_one_and_copies_are_drawn_apart() -> None:
    """600 draws of 5 of 20, of which 10 are copies of one record: 150 expected a record, deviation below 11."""
    rows = [{"prompt": "same", "completion": "same"}] * 10 + ROWS[:10]
    drawn = Counter(row.prompt for seed in range(600) for row in draw((rows,), 5, seed=seed).rows)
    copies = drawn.pop("same")
    assert abs(copies - 1500) < 5 * 24
    assert all(abs(count - 150) < 5 * 10.7 for count in drawn.values())
    assert len(drawn) == 10
    together = Counter(sum(row.prompt == "same" for row in draw((rows,), 5, seed=seed).rows) for seed in range(300))
    assert together[0] < 30, "copies are drawn all or none"  # expected 300 * C(10, 5) / C(20, 5) = 4.9


def test_more_than_there_is_gives_all(write: Write, auditor: Auditor) -> None:
    write("train.jsonl", ROWS)
    result = auditor("sample", "train.jsonl", "-n", 500, "--out", "sheet.csv")
    assert result.exit_code == 0
    assert "Drawn: 60 rows of 60 records" in result.stdout
    assert "Asked for 500: there are no more." in result.stdout
    assert "holds the data's text" in result.stdout


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =cmd|' /C calc'!A0", "＝1", "2024-01-02", "1e5"]
)
def test_what_a_spreadsheet_would_run_or_rewrite_is_text(text: str) -> None:
    assert cell(text).startswith("'")


def test_text_stays_text_and_acts_on_nothing() -> None:
    assert cell("a = b\r\n\tc") == "a = b\n\tc"
    assert cell("家👨\u200d👩") == "家👨\u200d👩"
    assert cell("a\x1b[31m\u202eb\ud800") == "a⟦U+001B⟧[31m⟦U+202E⟧b⟦U+D800⟧"


def test_hostile_records_make_a_sheet_that_reads_back(tmp_path: Path) -> None:
    texts = ["=1+1", 'a "quoted", cell;\tand\nmore', "\ud800", "\x00\x1b[0m", "x" * 40_000, "<script>", "'''", ""]
    rows = [{"prompt": f"{n} {text}", "completion": text} for n, text in enumerate(texts)]
    drawn = draw((rows,), 100)
    assert drawn.cut == 1
    path = tmp_path / "sheet.csv"
    write_sheet(drawn, path, "zh")
    assert max(len(value) for row in rows_of(path) for value in row) < 32_767
    counted = count_sheet(filled(path, ["合格"] * 8))
    assert (counted.passed, counted.changed) == (8, ())


def test_preferences_tools_and_conversations_are_shown_whole(tmp_path: Path) -> None:
    rows = [
        {"prompt": "q", "chosen": "good", "rejected": "bad"},
        {"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "u"},
                      {"role": "assistant", "content": "a"}]},
    ]  # fmt: skip
    shown = {row.answer: row.prompt for one in rows for row in draw(([one],), 1).rows}
    assert shown == {"[assistant]\ngood\n\n[rejected]\nbad": "q", "a": "[system]\ns\n\n[user]\nu"}


def test_the_share_comes_with_its_wilson(sheet: Path) -> None:
    counted = count_sheet(filled(sheet, ["pass"] * 18 + ["fail"] * 2))
    assert (counted.passed, counted.failed, counted.share) == (18, 2, 0.9)
    # By hand: (0.9 + 0.0960 ± 1.96 * sqrt(0.0045 + 0.0024)) / 1.1921, z = 1.959964
    assert counted.interval == pytest.approx((0.69897, 0.97214), abs=5e-5)


def test_wilson_interval_at_its_ends() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(0, 10) == pytest.approx((0.0, 0.27753), abs=5e-5)
    assert wilson(3900, 4000) == pytest.approx((0.96968, 0.97941), abs=5e-5)


def test_rows_that_were_not_judged(sheet: Path) -> None:
    started = count_sheet(filled(sheet, ["pass"] * 9 + ["no"]))
    assert (started.judged, started.skipped, started.rest) == (10, 0, 10)
    assert started.interval == pytest.approx(wilson(9, 10))
    holes = count_sheet(filled(sheet, ["pass", "", "pass", "", "fail"]))
    assert (holes.judged, holes.skipped, holes.rest) == (3, 2, 15)
    assert holes.interval == pytest.approx((wilson(2, 5)[0], wilson(4, 5)[1]))
    nothing = count_sheet(sheet)
    assert (nothing.share, nothing.interval, nothing.rest) == (None, (0.0, 1.0), 20)


def test_all_records_judged_leaves_nothing_to_chance(tmp_path: Path) -> None:
    write_sheet(draw((ROWS,), 60), tmp_path / "all.csv", "en")
    counted = count_sheet(filled(tmp_path / "all.csv", ["y"] * 57 + ["n"] * 3))
    assert counted.interval == (0.95, 0.95)


@pytest.mark.parametrize(
    ("encoding", "separator"), [("utf-8", ","), ("gb18030", ","), ("utf-16", "\t"), ("utf-8-sig", ";")]
)
def test_what_spreadsheet_programs_make_of_it_is_read(
    sheet: Path, tmp_path: Path, encoding: str, separator: str
) -> None:
    head, *rows = rows_of(filled(sheet, ["合格"] * 15 + ["不合格"] * 5))
    turned = [[value.replace("\n", "\r\n") for value in row] + [""] for row in sorted(rows, key=lambda row: row[1])]
    counted = count_sheet(save(tmp_path / "saved.csv", [head, *turned, [""] * 8], encoding, separator))
    assert (counted.passed, counted.failed, counted.changed) == (15, 5, ())


def test_what_could_not_be_read_may_be_anything(auditor: Auditor, write: Write, tmp_path: Path) -> None:
    """All of what was read is not all of the data."""
    rows = b"".join(b'{"prompt": "q%d", "completion": "a%d"}\n' % (n, n) for n in range(8))
    write("train.jsonl", rows + b"{broken\n{broken too\n")
    assert auditor("sample", "train.jsonl", "--out", "all.csv").exit_code == 0
    sheet = filled(tmp_path / "all.csv", ["pass"] * 8)
    codes = [auditor("sample", "--read", str(sheet), "--at-least", share).exit_code for share in ("75%", "90%")]
    assert codes == [0, 3]
    assert "what could not be read decides" in auditor("sample", "--read", str(sheet), "--at-least", "90%").stdout
    half = filled(tmp_path / "all.csv", ["fail"] * 4 + ["pass"] * 4)
    assert auditor("sample", "--read", str(half), "--at-least", "90%").exit_code == 1


def test_a_text_that_changed_is_told(sheet: Path, tmp_path: Path, auditor: Auditor) -> None:
    rows = rows_of(filled(sheet, ["pass"] * 20))
    rows[4][3] = "something else"
    save(tmp_path / "filled.csv", rows)
    assert count_sheet(tmp_path / "filled.csv").changed == (4,)
    assert "the text of 1 row is not as it was drawn (4)" in auditor("sample", "--read", "filled.csv").stdout


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: rows[:5] + rows[6:], "missing (5)"),
        (lambda rows: [*rows, rows[3]], "there twice (3)"),
        (lambda rows: [*rows[:3], [*rows[3][:1], "other.jsonl:1", *rows[3][2:]], *rows[4:]], "row 3 is not as"),
        (lambda rows: [*rows[:3], ["4", *rows[3][1:]], *rows[4:]], "row 4 is not as"),
        (lambda rows: [*rows[:3], ["x", *rows[3][1:]], *rows[4:]], "no number"),
        (lambda rows: [*rows[:3], rows[3][:3], *rows[4:]], "too few cells"),
        (lambda rows: [row[:6] for row in rows], "this is no sheet"),
        (lambda rows: [[*row[:3], *row[4:]] for row in rows], "this is no sheet"),
        (lambda rows: [[*rows[0][:6], rows[0][6].replace("rows=20", "rows=21")], *rows[1:]], "missing (21)"),
        (lambda rows: [[*rows[0][:6], rows[0][6].replace("rows=20", "rows=19")], *rows[1:]], "not of this sheet (20)"),
        (lambda rows: [rows[0], [*rows[1][:4], "lin.mei@qinghe-demo-clinic.cn", *rows[1][5:]], *rows[2:]], "row 1 is"),
        (lambda rows: [], "this is no sheet"),
        (lambda rows: [[*rows[0][:6], rows[0][6].replace("rows=20", "rows=99999999999")]], "this is no sheet"),
        (lambda rows: [*rows[:2], ["9" * 5000, *rows[2][1:]], *rows[3:]], "no number"),
    ],
)
def test_an_altered_sheet_is_refused(
    sheet: Path, tmp_path: Path, change: Callable[[list[list[str]]], list[list[str]]], said: str
) -> None:
    save(tmp_path / "altered.csv", change(rows_of(sheet)))
    with pytest.raises(SourceError) as error:
        count_sheet(tmp_path / "altered.csv")
    assert said in str(error.value)
    assert "qinghe" not in str(error.value)


def test_a_sheet_of_nothing_has_no_share(sheet: Path, tmp_path: Path) -> None:
    head = rows_of(sheet)[0]
    head[6] = "auditor.sheet/1 seed=0 rows=0 records=0 unreadable=0 files=0"
    counted = count_sheet(save(tmp_path / "nothing.csv", [head]))
    assert (counted.share, counted.interval) == (None, (0.0, 1.0))


def test_what_is_no_sheet_is_refused(tmp_path: Path) -> None:
    for name, content in {"a.csv": b"\xff\xfe\x00", "b.csv": b'"' + b"x" * 200_000, "c.csv": bytes(range(256))}.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(SourceError):
            count_sheet(tmp_path / name)
    with pytest.raises(SourceError):
        count_sheet(tmp_path / "nowhere.csv")


def test_a_sheet_goes_nowhere_where_it_could_be_passed_on(auditor: Auditor, write: Write, tmp_path: Path) -> None:
    write("data/train.jsonl", ROWS)
    auditor("scan", "data", "--out", "report", "--only", "format", "--exit-zero")
    for place in ("report/sheet.csv", "report/deep/sheet.csv", "data/sheet.csv", "data/train.jsonl", "report"):
        result = auditor("sample", "data", "--out", place)
        assert result.exit_code == 2, place
        assert not (tmp_path / "data/sheet.csv").exists()
    assert auditor("sample", "data", "--out", "sheet.csv").exit_code == 0
    again = auditor("sample", "data", "--out", "sheet.csv")
    assert again.exit_code == 2
    assert "not overwritten" in again.stderr
    (tmp_path / "link.csv").symlink_to("nowhere.csv")
    with pytest.raises(OutputError):
        write_sheet(draw((ROWS,), 3), tmp_path / "link.csv", "en")


def test_a_sheet_beside_the_data_is_no_data(auditor: Auditor, write: Write, tmp_path: Path) -> None:
    write("data/train.jsonl", [*ROWS, {"prompt": "What is auditor.sheet/1?", "completion": "A form."}])
    auditor("sample", "data", "-n", 10, "--out", "sheet.csv")
    shutil.copy(tmp_path / "sheet.csv", tmp_path / "data/sheet.csv")
    save(tmp_path / "data/again.csv", rows_of(tmp_path / "sheet.csv"), "gb18030", ";")
    auditor("scan", "data", "--only", "format", "--exit-zero")
    files = json.loads((tmp_path / "auditor-report/report.json").read_text())["run"]["data"]["files"]
    assert [file["name"] for file in files] == ["train.jsonl"]


def test_the_wanted_share_decides_the_exit_code(sheet: Path, auditor: Auditor) -> None:
    filled(sheet, ["pass"] * 19 + ["fail"])
    for wanted, code in {"60%": 0, "0.6": 0, "0.96": 3, "99.9%": 1}.items():
        assert auditor("sample", "--read", "filled.csv", "--at-least", wanted).exit_code == code, wanted
    filled(sheet, ["fail"] * 19 + ["pass"])
    assert auditor("sample", "--read", "filled.csv", "--at-least", "0.96").exit_code == 1
    assert auditor("sample", "--read", "sheet.csv", "--at-least", "0.01").exit_code == 3
    assert auditor("sample", "--read", "sheet.csv").exit_code == 0
    for wrong in ("96", "0", "-1", "x", "101%"):
        assert auditor("sample", "--read", "sheet.csv", "--at-least", wrong).exit_code == 2, wrong


def test_the_result_in_chinese_and_as_json(sheet: Path, auditor: Auditor) -> None:
    filled(sheet, ["pass"] * 10 + ["fail"] * 2 + ["", "pass"])
    said = auditor("sample", "--read", "filled.csv", "--lang", "zh").stdout
    assert "13 条中 11 条合格：84.62%" in said
    assert "对应条目" in said
    content = json.loads(auditor("sample", "--read", "filled.csv", "--format", "json", "--at-least", "0.5").stdout)
    assert {key: content[key] for key in ("passed", "failed", "unfilled", "rows", "records", "method", "level")} == {
        "passed": 11, "failed": 2, "unfilled": 7, "rows": 20, "records": 60, "method": "wilson", "level": "pass",
    }  # fmt: skip
    assert content["low"] < content["share"] < content["high"]
    assert content["maps_to"]["id"] == "8.2.3 and 8.3.3"


def test_drawing_as_json_holds_no_text(auditor: Auditor, write: Write) -> None:
    write("train.jsonl", [*ROWS[:5], {"prompt": "who", "completion": "lin.mei@qinghe-demo-clinic.cn"}])
    with (Path("train.jsonl")).open("a") as file:
        file.write("{broken\n")
    result = auditor("sample", "train.jsonl", "--out", "s.csv", "--format", "json", "--seed", 9)
    assert json.loads(result.stdout) == {
        "schema": "auditor.sample/1", "seed": 9, "rows": 6, "records": 6, "unreadable": 1, "files": 0, "cut": 0,
    }  # fmt: skip
    assert "qinghe" not in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("train.jsonl",), ("--out", "s.csv"), (), ("train.jsonl", "--read", "s.csv"),
        ("nowhere.jsonl", "--out", "s.csv"),
        ("train.jsonl", "--out", "s.csv", "--at-least", "0.9"), ("train.jsonl", "--out", "s.csv", "-n", "0"),
        ("empty.jsonl", "--out", "s.csv"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_told_and_leaves_nothing(arguments: tuple[str, ...], auditor: Auditor, write: Write) -> None:
    write("train.jsonl", ROWS)
    write("empty.jsonl", "")
    assert auditor("sample", *arguments).exit_code == 2
    assert sorted(os.listdir()) == ["empty.jsonl", "train.jsonl"]
