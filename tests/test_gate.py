"""`auditor gate`: the data and the model judged as one, every exit code, and no way in which doubt ends in 0."""

from __future__ import annotations

import datetime
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from auditor import weights
from auditor.errors import PolicyError, ReportError, UsageError
from auditor.findings import Done, Failed, Finding, Skipped
from auditor.messages import CATALOGUE
from auditor.policy import judge, load_policy
from auditor.policy.judging import BROKEN, STALE, WAITING
from auditor.report import Report, join, read_report
from auditor.views.causes import causes
from tests.conftest import Write
from tests.reports import KEY, MODEL, PHONE, between, hit, policy, probe, report, scan, share

TODAY = datetime.date(2030, 1, 2)
RELEASE = "stage: release\n"


def lost(capability: str, value: float, low: float | None = None, high: float | None = None) -> Finding:
    return between(f"forgetting/{capability}", value, value if low is None else low, value if high is None else high)


def outcome(folder: Path, found: Report, text: str = "required: []\n", **more: object) -> str:
    return judge(found, load_policy(policy(folder, text)), TODAY, **more).outcome  # type: ignore[arg-type]


def test_a_release_needs_both_halves(tmp_path: Path) -> None:
    data, model = scan(), probe()
    assert outcome(tmp_path, join([data, model]), RELEASE) == "PASS"
    for half in (data, model):
        assert outcome(tmp_path, half, RELEASE) == "INCONCLUSIVE"
    assert outcome(tmp_path, data, RELEASE, half="data") == "PASS"
    assert outcome(tmp_path, model, RELEASE, half="model") == "PASS"
    assert outcome(tmp_path, model, "stage: post-train\n") == "PASS"
    assert outcome(tmp_path, data, "stage: pre-train\n") == "PASS"


def test_a_data_half_still_needs_its_own_checks(tmp_path: Path) -> None:
    some = replace(scan(), outcomes={"scan/overview": Done(()), "scan/privacy": Skipped("needs_eval")})
    assert outcome(tmp_path, some, RELEASE, half="data") == "INCONCLUSIVE"
    broken = replace(scan(), outcomes={**scan().outcomes, "scan/plugin": Failed("ValueError", ("a.py:1",))})
    assert outcome(tmp_path, broken, RELEASE, half="data") == "INCONCLUSIVE"


def test_the_shipped_presets_judge_a_release_when_they_say_so(tmp_path: Path) -> None:
    """Whoever copies a preset and writes another stage gets the checks of that stage."""
    for name in ("default", "strict"):
        text = (Path(__file__).parent.parent / "policies" / f"{name}.yaml").read_text("utf-8")
        (tmp_path / "copy.yaml").write_text(text.replace("stage: pre-train", "stage: release"), "utf-8")
        assert set(load_policy(tmp_path / "copy.yaml").required) >= {"scan/privacy", "probe/forgetting"}


def test_each_capability_has_the_limit_for_itself(tmp_path: Path) -> None:
    """One that is lost is not made up for by many that are not."""
    text = "required: []\nrisks: {forgetting: {limits: {forgetting/*: {fail: 0.02}}}}\n"
    many = [lost(f"skill_{n}", 0.0) for n in range(50)]
    assert outcome(tmp_path, probe(*many), text) == "PASS"
    assert outcome(tmp_path, probe(*many, lost("tools", 0.03)), text) == "FAIL"
    assert outcome(tmp_path, probe(*many, lost("tools", 0.03, 0.01, 0.05)), text) == "INCONCLUSIVE"
    own = text.replace("{forgetting/*:", "{forgetting/tools: {fail: 0.1}, forgetting/*:")
    assert outcome(tmp_path, probe(*many, lost("tools", 0.03)), own) == "PASS"
    assert outcome(tmp_path, probe(*many, lost("tools", 0.03), lost("maths", 0.03)), own) == "FAIL"
    base = replace(lost("tools_base", 0.9), judged=False)
    assert outcome(tmp_path, probe(base), text) == "PASS", "what informs is not judged"


def test_a_capability_that_the_policy_names_must_have_been_measured(tmp_path: Path) -> None:
    text = "stage: post-train\nrisks: {forgetting: {limits: {forgetting/tools: {fail: 0.1}}}}\n"
    verdict = judge(probe(lost("maths", 0.0)), load_policy(policy(tmp_path, text)), TODAY)
    assert [(item.what, item.reason) for item in verdict.missing] == [("forgetting/tools", "not_measured")]
    assert verdict.outcome == "INCONCLUSIVE"


def test_a_judged_finding_without_any_limit_is_not_passed_over(tmp_path: Path) -> None:
    verdict = judge(scan(share("privacy/unheard_of", 9)), load_policy(policy(tmp_path, "required: []\n")), TODAY)
    assert [(item.what, item.reason) for item in verdict.missing] == [("privacy/unheard_of", "no_limit")]
    assert verdict.outcome == "INCONCLUSIVE"


def test_what_only_informs_never_changes_the_outcome(tmp_path: Path) -> None:
    text = "required: []\nrisks: {privacy: {limits: {privacy/email: {fail: 0, of: count, informational: true}}}}\n"
    verdict = judge(scan(share("privacy/email", 9)), load_policy(policy(tmp_path, text)), TODAY)
    assert (verdict.outcome, verdict.rulings[0].level) == ("PASS", "fail")
    unknown = judge(scan(share("privacy/email", 0, unread=9)), load_policy(policy(tmp_path, text)), TODAY)
    assert (unknown.outcome, unknown.rulings[0].level) == ("PASS", "unknown")


def test_the_release_context_chooses_the_limit(tmp_path: Path) -> None:
    text = (
        "required: []\nrelease_context: {}\nrisks: {{privacy: {{limits: {{privacy/email: "
        "{{internal: {{fail: 0.1}}, open-weights: {{fail: 0, of: count}}}}}}}}}}\n"
    )
    found = scan(share("privacy/email", 5))
    assert outcome(tmp_path, found, text.format("internal")) == "PASS"
    assert outcome(tmp_path, found, text.format("customer-facing")) == "PASS", "as the one before it"
    assert outcome(tmp_path, found, text.format("open-weights")) == "FAIL"
    preset = (Path(__file__).parent.parent / "policies" / "default.yaml").read_text("utf-8")
    limits = {}
    for context in ("internal", "open-weights"):
        path = tmp_path / f"{context}.yaml"
        path.write_text(preset.replace("release_context: internal", f"release_context: {context}"), "utf-8")
        limits[context] = load_policy(path).limits["privacy/email"].fail
    assert limits == {"internal": 0.01, "open-weights": 0.001}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("stage: pre-train\nrequired: [probe/forgetting]\n", "mine.yaml:3: before the training there is no model"),
        ("stage: release\nrequired: [scan/privacy]\n", "mine.yaml:3: the stage release judges a model"),
        ("stage: post-train\nrequired: []\n", "mine.yaml:3: the stage post-train judges a model"),
        ("stage: release\nrequired: [probe/forgetting]\n", "mine.yaml:3: the stage release judges the data, too"),
        ("release_context: open\n", "mine.yaml:2: release_context: must be 'internal', 'customer-facing' or"),
        ("risks:\n  privacy:\n    limits:\n      privacy/email: {internal: {fail: 0.1}, open-wights: {fail: 0}}\n",
         "mine.yaml:5: there is no release context 'open-wights'"),
        ("risks:\n  privacy:\n    limits:\n      privacy/email: {internal: {fial: 0.1}}\n",
         "mine.yaml:5: there is no key 'fial' here; did you mean 'fail'?"),
        ("risks:\n  privacy:\n    limits:\n      privacy/email: {internal: {fail: 0}, open-weights: {fail: 0.5}}\n",
         "mine.yaml:5: privacy/email: open-weights allows more than internal"),
        ("risks:\n  privacy:\n    limits:\n      privacy/email: {internal: {fail: 7}}\n", "is a share of records"),
        ("risks:\n  privacy:\n    limits:\n      privacy/*: {fail: 0, of: count}\n",
         "mine.yaml:5: privacy/repetitions is no share of records"),
        ("risks:\n  privacy:\n    limits:\n      duplication/pair: {fail: 0}\n", "has no finding 'duplication/pair'"),
        ("risks:\n  forgeting: {}\n", "mine.yaml:3: there is no risk 'forgeting'; did you mean 'forgetting'?"),
        ("risks:\n  forgetting: {options: {suites: [x]}}\n", "the risk 'forgetting' has no option 'suites'"),
        ("risks:\n  forgetting: {limits: {privacy/email: {}}}\n", "mine.yaml:3: privacy/email is no finding of"),
        ("gate: {max_age: 30}\n", "mine.yaml:2: gate.max_age: must be a text"),
        ("gate: {max_age: 2 weeks}\n", "mine.yaml:2: max_age: must be a number of days such as 30d"),
        ("gate: {max_age: 0d}\n", "mine.yaml:2: max_age: must be a number of days such as 30d"),
        ("gate: {judge: newer}\n", "mine.yaml:2: gate.judge: must be 'all' or 'new'"),
        ("gate: {stael: fail}\n", "mine.yaml:2: there is no key 'stael' here; did you mean 'stale'?"),
        ("waivers: none.yaml\n", "none.yaml: the waivers cannot be read"),
        ("waivers: [a]\n", "mine.yaml:2: waivers: must be a text"),
        ("baseline: none.json\n", "none.json: the baseline cannot be read"),
        ("risks: {privacy: {limits: {privacy/email: {fail: 0, informational: maybe}}}}\n", "must be true or false"),
        ("risks: {privacy: {limits: {privacy/email: {fail: 0, on: old}}}}\n", "on: must be 'all' or 'new'"),
    ],
)  # fmt: skip
def test_a_policy_that_contradicts_itself_is_refused_at_its_line(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as raised:
        load_policy(policy(tmp_path, text))
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("found", "reasons"),
    [
        (scan(date="2029-12-03"), []),
        (scan(date="2029-12-02"), [("scan", "stale")]),
        (scan(date=None), [("scan", "undated")]),
        (scan(date="2030-01-03"), []),
        (scan(date="2030-01-04"), [("scan", "from_the_future")]),
        (probe(model=replace(MODEL, date="2029-01-01")), [("probe", "stale")]),
        (join([scan(), probe(model=replace(MODEL, date="2029-01-01"))]), [("scan", "stale"), ("probe", "stale")]),
        (join([scan(date=None), probe()]), [("scan", "undated")]),
        (report({}, date=None), [("report", "undated")]),
    ],
)
def test_stale_reports_are_refused(found: Report, reasons: list[tuple[str, str]], tmp_path: Path) -> None:
    text = "required: []\ngate: {max_age: 30d, missing: allow%s}\n"
    verdict = judge(found, load_policy(policy(tmp_path, text % "")), TODAY)
    assert [(item.what, item.reason) for item in verdict.missing] == reasons
    assert verdict.outcome == ("INCONCLUSIVE" if reasons else "PASS")
    assert outcome(tmp_path, found, text % ", stale: fail") == ("FAIL" if reasons else "PASS")
    assert outcome(tmp_path, found, text % ", stale: allow") == "PASS"


def test_every_reason_has_its_words_in_both_languages() -> None:
    for reason in (*BROKEN, *WAITING, *STALE, "no_limit", "not_run", "not_measured", "other_options"):
        assert all(f"missing.{reason}" in CATALOGUE[language] for language in CATALOGUE), reason


def test_only_what_belongs_together_is_joined() -> None:
    whole = join([scan(), probe()])
    assert whole.run.model == MODEL
    assert whole.date == "2030-01-02"
    older = join([scan(), probe(model=replace(MODEL, date="2029-05-05"))])
    assert (older.date, older.run.model and older.run.model.date) == ("2029-05-05", "2029-05-05")
    for other, said in (
        (probe(digest="cd" * 16), "different data"),
        (probe(key="1" * 12), "different keys"),
        (probe(key=None), "different keys"),
    ):
        with pytest.raises(ReportError, match=said):
            join([scan(), other])
    parts = [replace(probe(), outcomes={name: Done(())}) for name in ("probe/forgetting", "probe/memorization")]
    assert set(join([scan(), *parts]).outcomes) > {"probe/forgetting", "probe/memorization"}
    for field in ("weights", "template", "decoding", "dtype"):
        model = replace(MODEL, **{field: "another"})
        with pytest.raises(ReportError, match="different models"):
            join([parts[0], replace(parts[1], run=replace(parts[1].run, model=model))])


def test_reports_measured_with_other_options_are_not_joined(tmp_path: Path) -> None:
    """The options of the one would stand for what the other measured with its own."""
    loose, asked = (
        replace(found, run=replace(found.run, options={"duplication": {"threshold": threshold}}))
        for found, threshold in ((scan(), 0.99), (replace(scan(), outcomes={"scan/overview": Done(())}), 0.7))
    )
    for parts in ([loose, asked], [asked, loose]):
        with pytest.raises(ReportError, match="different options of duplication"):
            join(parts)
    assert join([asked, probe()]).run.options == asked.run.options


def test_a_probe_of_no_model_is_refused(both: Path, auditor: Callable[..., Result]) -> None:
    """It would pass a release, and nobody could say of what."""
    found = probe()
    replace(found, run=replace(found.run, model=None)).write(both / "probe")
    refused = auditor(*GATE)
    assert (refused.exit_code, "no model is named" in refused.stderr) == (2, True)


def test_a_number_outside_its_interval_is_refused(both: Path, auditor: Callable[..., Result]) -> None:
    for low, high in ((0.0, 0.0), (0.6, 0.4)):
        scan(between("privacy/email", 0.5, low, high)).write(both / "scan")
        refused = auditor(*GATE)
        assert (refused.exit_code, "outside its own interval" in refused.stderr) == (2, True)


def test_what_the_base_was_not_asked_is_not_claimed_of_it() -> None:
    found = leak()
    unasked = Done((share("memorization/extractable", 2),))
    found = replace(found, outcomes={**found.outcomes, "probe/memorization": unasked})
    assert [cause.base for cause in causes(found)] == [None]


def leak(*, base: bool = True, known: bool = False, records: int = 16) -> Report:
    data = scan(
        share("privacy/phone", records), evidence=[hit("privacy/phone", line, PHONE) for line in range(records)] * 2
    )
    hits = [hit("memorization/extractable", 3, PHONE), hit("memorization/extractable", 4, "99" * 16)]
    if known:
        hits.append(hit("memorization/known_to_base", 3, PHONE))
    asked = probe(
        share("memorization/extractable", 2), evidence=hits, model=MODEL if base else replace(MODEL, base=None)
    )
    known_to_base = share("memorization/known_to_base", int(known), judged=False)
    ends = {**asked.outcomes, "probe/memorization": Done((share("memorization/extractable", 2), known_to_base))}
    return join([data, replace(asked, outcomes=ends)])


def test_cause_and_effect_stand_in_one_sentence() -> None:
    (cause,) = causes(leak())
    assert (cause.records, cause.origins, cause.asked) == (
        16, ("train.jsonl:0", "train.jsonl:1", "train.jsonl:2"), "train.jsonl:3"
    )  # fmt: skip
    assert cause.sentence("en") == (
        "16 records hold this phone number (•••); asked like this, the model completes it; the base does not"
    )
    assert cause.sentence("zh") == "16 条样本含有这个电话号码（•••）；这样提问时，模型会补全它，而基座不会"
    assert causes(leak(known=True))[0].base is True
    assert causes(leak(base=False))[0].base is None
    assert causes(leak(records=1))[0].sentence("en").startswith("1 record holds this phone number")
    assert causes(scan()) == causes(probe()) == ()


def test_without_a_key_equal_fingerprints_mean_nothing() -> None:
    found = leak()
    assert causes(replace(found, run=replace(found.run, key_id=None))) == ()


def shipped(folder: Path, content: bytes = b"w" * 100) -> Path:
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(content)
    return folder


def test_the_digest_of_weights_is_of_names_sizes_and_contents(tmp_path: Path) -> None:
    one = weights.digest(shipped(tmp_path / "a"))
    assert one == weights.digest(shipped(tmp_path / "b")), "the folder's own name does not matter"
    assert one != weights.digest(shipped(tmp_path / "c", b"x" * 100))
    renamed = shipped(tmp_path / "d")
    (renamed / "model.safetensors").rename(renamed / "other.safetensors")
    assert one != weights.digest(renamed)
    for name in ("training_args.bin", "optimizer.bin", "optimizer.pt", "config.json", ".hidden.bin"):
        (tmp_path / "a" / name).write_bytes(b"anything")
    (tmp_path / "a" / "checkpoint-1").mkdir()
    (tmp_path / "a" / "checkpoint-1" / "model.safetensors").write_bytes(b"older")
    assert one == weights.digest(tmp_path / "a")
    (tmp_path / "a" / "adapter_model.safetensors").write_bytes(b"adapter")
    adapter = weights.digest(tmp_path / "a")
    assert adapter != one
    (tmp_path / "a" / "adapter_config.json").write_text('{"lora_alpha": 16, "base_model_name_or_path": "/a"}')
    scaled = weights.digest(tmp_path / "a")
    (tmp_path / "a" / "adapter_config.json").write_text('{"base_model_name_or_path": "/b", "lora_alpha": 16}')
    assert scaled == weights.digest(tmp_path / "a") != adapter
    (tmp_path / "a" / "adapter_config.json").write_text('{"lora_alpha": 32}')
    assert scaled != weights.digest(tmp_path / "a")


def test_weights_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    gone = shipped(tmp_path / "gone")
    (gone / "more.safetensors").symlink_to(tmp_path / "nowhere")
    broken = shipped(tmp_path / "broken")
    (broken / "adapter_config.json").write_text("[")
    for folder, said in (
        ("none", "no folder"), ("empty", "no weights here"), ("gone", "cannot be read"), ("broken", "no JSON"),
    ):  # fmt: skip
        with pytest.raises(UsageError, match=said):
            weights.digest(tmp_path / folder)


@pytest.fixture
def both(tmp_path: Path) -> Path:
    """The reports `scan` and `probe`, the weights of the probe in `out`, a policy that they pass."""
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    digest = weights.digest(shipped(tmp_path / "out"))
    scan(date=today).write(tmp_path / "scan")
    probe(model=replace(MODEL, weights=digest, date=today)).write(tmp_path / "probe")
    policy(tmp_path, RELEASE + "gate: {max_age: 30d}\n", "release.yaml")
    return tmp_path


GATE = ("gate", "scan", "probe", "--policy", "release.yaml")


def test_the_probe_must_be_of_the_weights_that_are_shipped(both: Path, auditor: Callable[..., Result]) -> None:
    assert auditor(*GATE, "--weights", "out").exit_code == 0
    (both / "out" / "model.safetensors").write_bytes(b"trained on")
    refused = auditor(*GATE, "--weights", "out")
    assert (refused.exit_code, "not the weights that were probed" in refused.stderr) == (2, True)
    quantized = replace(MODEL, shipped=weights.digest(both / "out"))
    probe(model=replace(quantized, date="2030-01-01")).write(both / "probe")
    policy(both, RELEASE, "release.yaml")
    assert auditor(*GATE, "--weights", "out").exit_code == 0, "asked in its shipped form, too"
    alone = auditor("gate", "scan", "--policy", "default", "--weights", "out")
    assert (alone.exit_code, "no model was probed" in alone.stderr) == (2, True)
    assert auditor(*GATE, "--weights", "none").exit_code == 2


def test_every_exit_code_of_the_gate(both: Path, auditor: Callable[..., Result]) -> None:
    assert auditor(*GATE).exit_code == 0
    assert auditor("gate", "scan", "--policy", "release.yaml").exit_code == 3, "the model half is missing"
    assert auditor("gate", "probe", "--policy", "release.yaml").exit_code == 3, "the data half is missing"
    scan(share("privacy/credential", 1)).write(both / "scan")
    assert auditor("gate", "scan", "--policy", "explore").exit_code == 1
    assert auditor(*GATE).exit_code == 1, "what fails fails, however old it is"
    scan(date="2020-01-01").write(both / "scan")
    assert auditor(*GATE).exit_code == 3, "stale"
    for arguments in (("gate", "none", "--policy", "default"), ("gate", "scan", "--policy", "none"), ("gate",),
                      ("gate", "scan"), (*GATE, "--waivers", "none"), (*GATE, "--baseline", "none"),
                      (*GATE, "--format", "pdf"), ("gate", "scan", "scan", "probe", "--policy", "defalt")):  # fmt: skip
        assert auditor(*arguments).exit_code == 2, arguments


def test_no_damaged_report_ends_in_0(both: Path, auditor: Callable[..., Result]) -> None:
    for name in ("scan", "probe"):
        for file in ("report.json", "evidence.jsonl"):
            path = both / name / file
            whole = path.read_bytes()
            broken = [whole[: len(whole) // 2], b"", b"\xff\xfe", b"{}", b"[]", b"null", whole + b"{}"]
            for content in broken:
                if content != whole:
                    path.write_bytes(content)
                    assert auditor(*GATE).exit_code == 2, (path, content[:20])
            path.unlink()
            assert auditor(*GATE).exit_code == 2, path
            path.mkdir()
            assert auditor(*GATE).exit_code == 2, path
            path.rmdir()
            path.write_bytes(whole)
    assert auditor(*GATE).exit_code == 0


def test_a_report_that_was_changed_is_refused(both: Path, auditor: Callable[..., Result]) -> None:
    """By its checksum; where that was mended too, by the verdict that stands beside it."""
    bad = scan(share("privacy/credential", 3))
    assert auditor("gate", "scan", "--policy", "default", "--out", "judged").exit_code == 3
    (both / "judged" / "report.json").write_bytes(bad.to_json())
    refused = auditor("gate", "judged", "--policy", "default")
    assert refused.exit_code == 2
    assert "judged" in refused.stderr
    bad.write(both / "bad", judge(bad, "default"))
    good = replace(bad, outcomes={**bad.outcomes, "scan/privacy": Done((share("privacy/credential", 0),))})
    (both / "bad" / "report.json").write_bytes(good.to_json())
    for command in (("gate", "bad", "--policy", "explore"), ("report", "bad", "--format", "json"),
                    ("compare", "bad", "bad"), ("baseline", "write", "bad", "--out", "b.json")):  # fmt: skip
        refused = auditor(*command)
        assert (refused.exit_code, "verdict is of another report" in refused.stderr) == (2, True), command


def test_waivers_and_a_baseline_on_the_command_line(both: Path, auditor: Callable[..., Result]) -> None:
    found = scan(share("privacy/credential", 1), evidence=[hit("privacy/credential", 7)])
    found.write(both / "scan")
    today = datetime.datetime.now(datetime.UTC).date()
    later = today + datetime.timedelta(days=30)
    (both / "w.yaml").write_text(
        "version: 1\nwaivers:\n  - finding: privacy/credential\n    match: {path: p, at_most: 1}\n"
        f"    reason: revoked last week\n    owner: ann\n    created: {today}\n    expires: {later}\n"
    )
    policy(both, "required: []\n", "own.yaml")
    assert auditor("gate", "scan", "--policy", "own.yaml").exit_code == 1
    shown = auditor("gate", "scan", "--policy", "own.yaml", "--waivers", "w.yaml", "--out", "judged")
    assert shown.exit_code == 0
    assert "PASS WITH WAIVERS" in shown.stdout
    assert "ann: revoked last week" in shown.stdout
    assert "0 of 100 (0.00%); with all hits 1 of 100 (1.00%)" in shown.stdout
    again = auditor("report", "judged", "--format", "markdown")
    assert again.exit_code == 0
    assert "PASS WITH WAIVERS" in again.stdout
    assert "~~" in again.stdout
    policy(both, "required: []\ngate: {judge: new}\n", "own.yaml")
    assert auditor("gate", "scan", "--policy", "own.yaml").exit_code == 2, "new compared with what?"
    assert auditor("baseline", "write", "scan", "--out", "b.json").exit_code == 0
    shown = auditor("gate", "scan", "--policy", "own.yaml", "--baseline", "b.json")
    assert shown.exit_code == 0
    assert "1 hit known to the baseline would change a level" in shown.stdout


def test_cause_and_effect_are_shown(tmp_path: Path, auditor: Callable[..., Result]) -> None:
    leak().write(tmp_path / "r")
    for lang, said in (("en", "the base does not"), ("zh", "基座不会")):
        for arguments in ((), ("--format", "markdown")):
            shown = auditor("gate", "r", "--policy", "explore", "--lang", lang, *arguments)
            assert said in "".join(shown.stdout.split()) or said in " ".join(shown.stdout.split()), shown.output


def test_a_scan_of_a_release_judges_the_data_and_says_so(write: Write, auditor: Callable[..., Result]) -> None:
    data = [
        {"prompt": f"How many legs has insect {n}?", "completion": f"Six, as number {n} is one."} for n in range(30)
    ]
    write("train.jsonl", data)
    policy(Path(), RELEASE + "required: [scan/overview, scan/privacy, probe/forgetting]\n", "release.yaml")
    shown = auditor("scan", "train.jsonl", "--policy", "release.yaml", "--out", "r")
    assert shown.exit_code == 0, shown.output
    assert "release, its data half" in shown.stdout
    assert auditor("gate", "r", "--policy", "release.yaml").exit_code == 3
    assert read_report("r").date == datetime.datetime.now(datetime.UTC).date().isoformat()


def test_a_crash_in_the_gate_is_4(both: Path, auditor: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.policy.judging.numbers", lambda *given: 1 / 0)
    assert auditor(*GATE).exit_code == 4


def test_the_real_command_gives_the_codes_to_the_shell(both: Path) -> None:
    for arguments, code in (
        (GATE, 0), (("gate", "scan", "--policy", "release.yaml"), 3), (("gate", "x", "--policy", "default"), 2),
    ):  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "auditor", *arguments], cwd=both, capture_output=True, env=os.environ, check=False
        )
        assert done.returncode == code, done.stderr


HOSTILE = "<script>alert(1)</script>\u202e\x1b[31m|`=1+1`{0}%s{{x}}\n]]>--><svg onload=x>"


def test_hostile_words_in_every_field_act_nowhere(tmp_path: Path, auditor: Callable[..., Result]) -> None:
    model = replace(MODEL, **dict.fromkeys(("name", "base", "template", "dtype", "decoding"), HOSTILE))
    bad = replace(hit("privacy/phone", 1, PHONE), kind=HOSTILE, origin=HOSTILE, path=HOSTILE, excerpt=HOSTILE)
    data = scan(share("privacy/phone", 1), evidence=[bad])
    asked = probe(
        share("memorization/extractable", 1),
        evidence=[replace(bad, finding="memorization/extractable")], model=replace(model, packs=(HOSTILE,)),
    )  # fmt: skip
    ends = {**asked.outcomes, "probe/cost": Failed(HOSTILE, (HOSTILE,)), "probe/safety": Skipped(HOSTILE)}
    data.write(tmp_path / "scan")
    replace(asked, outcomes=ends).write(tmp_path / "probe")
    policy(tmp_path, RELEASE, "release.yaml")
    for lang in ("en", "zh"):
        shown = auditor(*GATE, "--lang", lang, "--format", "markdown=r.md")
        assert shown.exit_code == 1, shown.output
        page = (tmp_path / "r.md").read_text("utf-8")
        for text in (shown.output, page):
            assert not set(text) & set("\u202e\x1b"), text
        outside = re.sub(r"^- (`+) .* \1$", "", page, flags=re.MULTILINE)  # in a code span nothing acts
        assert "<script" not in outside
        assert "<svg" not in outside


@pytest.mark.parametrize("name", [HOSTILE, "privacy", "privacy/Email", "privacy/a b", "privacy/", "a/b/c"])
def test_an_id_that_is_none_is_refused(name: str, both: Path, auditor: Callable[..., Result]) -> None:
    for bad in (scan(share(name, 1)), report({name: Done(())})):
        bad.write(both / "scan")
        assert auditor("gate", "scan", "--policy", "explore").exit_code == 2


def test_the_key_of_both_halves_must_be_one(both: Path, auditor: Callable[..., Result]) -> None:
    assert read_report(both / "scan").run.key_id == KEY
    scan(key="1" * 12).write(both / "scan")
    refused = auditor(*GATE)
    assert (refused.exit_code, "different keys" in refused.stderr) == (2, True)
