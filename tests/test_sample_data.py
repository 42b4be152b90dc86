"""The data that comes with the auditor carries what it must raise: nothing is missing, nothing is extra."""

from __future__ import annotations

from collections import defaultdict

import yaml

import auditor
from auditor.messages import CATALOGUE
from auditor.records import Record
from auditor.sources import open_source, read
from auditor.text.keys import PUBLIC_KEY, key_from
from tests.conftest import ROOT

SAMPLES = ROOT / "sample_data"
KEY = key_from(PUBLIC_KEY)
OF_THE_WHOLE = {"duplication/repetitions", "privacy/repetitions"}
"""What no line can say of itself."""


def expected() -> dict[str, set[str]]:
    """By origin, what the lines say of themselves and what `expect.yaml` says of those that cannot."""
    found = {origin: set(ids) for origin, ids in yaml.safe_load((SAMPLES / "expect.yaml").read_text()).items()}
    for shard in open_source([str(SAMPLES / "train")], [str(SAMPLES / "heldout")]).shards():
        for item in read(shard, KEY):
            if isinstance(item, Record):
                words = [turn.text for turn in item.extra if turn.path.partition("[")[0] == "expect"]
                if ids := {id for text in words for id in text.split()}:
                    found.setdefault(item.origin, set()).update(ids)
    return found


def test_every_line_raises_what_it_says_and_nothing_else() -> None:
    report = auditor.scan(SAMPLES / "train", eval=SAMPLES / "heldout", key=KEY, workers=1, skip="names")
    raised = defaultdict(set)
    for hit in report.evidence:
        if hit.finding not in OF_THE_WHOLE:
            raised[hit.origin].add(hit.finding)
    assert raised == expected()


def test_the_samples_raise_every_finding_that_evidence_can_show() -> None:
    """A new finding needs a line here, so that the demo shows it."""
    shown = set().union(*expected().values()) | OF_THE_WHOLE
    known = {key.removeprefix("finding.") for key in CATALOGUE["en"] if key.startswith("finding.")}
    needs_more = {id for id in known if id.startswith(("names/", "benchmarks/", "training/", "cost/"))}
    """A pipeline; questions of a benchmark, which stand nowhere in the samples; a trainer; what has no place."""
    needs_more |= {id for id in known if id.startswith(("forgetting/", "overfitting/", "safety/", "drift/"))}
    needs_more |= {id for id in known if id.startswith(("knowledge/", "attribution/"))}
    scanned = {"memorization/repeated_private", "memorization/private_repetitions"}
    needs_more |= {id for id in known - scanned if id.startswith("memorization/")}
    """A model."""
    needs_a_policy = {"privacy/ignored", "privacy/ignored_too_many", "privacy/easy_credential"}
    needs_many_records = {"duplication/boilerplate", "duplication/template", "memorization/repeated_private"}
    numbers = {"duplication/effective", "duplication/near_repetitions", "privacy/distinct_values"}
    numbers |= {"memorization/private_repetitions"}
    numbers |= {"format/media", "format/pairs", "format/votes", "format/prompts"}
    numbers |= {id for id in known if id.startswith(("staleness/fast_of_facts", "staleness/teaches_"))}
    numbers |= {"format/mixed_thinking", "format/cut_length", "format/open_end", "format/end_token"}
    with_places = {"distillation/teacher_identity", "distillation/hedge"}
    numbers |= {id for id in known if id.startswith("distillation/")} - with_places
    without_evidence = {"format/mixed_layout", "format/unreadable_file"} | numbers | needs_a_policy | needs_many_records
    assert {id for id in known if not id.startswith("overview/")} - shown - needs_more == without_evidence
