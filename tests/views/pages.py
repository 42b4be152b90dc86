"""Reports for the tests of the page, and a reader of pages."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path

from auditor.checks import Limit
from auditor.findings import Done, Skipped
from auditor.policy import Verdict, WaiverUse, judge, load_policy
from auditor.report import Report
from tests.reports import MODEL, between, hit, report, scan, share

TODAY = datetime.date(2030, 1, 2)
OWN = "document.title='owned'"
HOSTILE = (
    f'</script><script>{OWN}</script><svg onload="{OWN}"><img src=x onerror="{OWN}"> '
    "<img src='http://192.0.2.1/x.png'> {{7*7}} ${7*7} =1+1 \x1b[31mred\x1b[0m \u202eevil\u2069 --><!-- ]]> "
    f'<style>*{{display:none}}</style> " onmouseover="{OWN}" javascript:alert(1)'
)
VOID = {"meta", "input", "br"}


def judged(found: Report, policy: str = "default") -> Verdict:
    """By a policy that comes with the auditor."""
    return judge(found, load_policy(policy), TODAY)


def failing() -> Report:
    """A scan with something of everything."""
    hits = [hit("privacy/email", line, path="messages[1].content") for line in range(1, 8)]
    hits += [hit("privacy/phone", line, path="system", kind="cn_mobile") for line in range(3, 5)]
    hits += [replace(hit("duplication/pair", line, path=""), partner="train.jsonl:1", score=1.0) for line in (8, 9)]
    return scan(
        share("privacy/email", 7), share("privacy/phone", 2), share("privacy/iban", 0),
        share("duplication/pair", 2, unread=3),
        between("overview/tokens", 12_000, 9_000, 15_000, "tokens", judged=False), evidence=hits,
    )  # fmt: skip


def probed() -> Report:
    """A scan and the probe of a model, joined."""
    findings = [between("forgetting/gain", 0.13, 0.1, 0.16, judged=False)]
    for name, base, tuned in (("math", 0.61, 0.42), ("chinese", 0.7, 0.69)):
        lost = base - tuned
        findings += [
            between(f"forgetting/{name}", lost, lost - 0.02, lost + 0.02),
            between(f"forgetting/{name}_base", base, base - 0.03, base + 0.03, judged=False),
            between(f"forgetting/{name}_tuned", tuned, tuned - 0.03, tuned + 0.03, judged=False),
        ]
    copies = [between(f"memorization/extractable_at_{n}", n / 40, n / 50, n / 30, judged=False) for n in (1, 4, 16)]
    outcomes = {
        "scan/overview": Done(()),
        "scan/privacy": Done((share("privacy/phone", 3),)),
        "probe/forgetting": Done(tuple(findings)),
        "probe/memorization": Done((share("memorization/extractable", 1), *copies)),
        "probe/overfitting": Skipped("needs_eval"),
    }
    return report(outcomes, [hit("privacy/phone", 4)], model=MODEL)


def waived(verdict: Verdict) -> Verdict:
    """The same verdict with a waiver of each state."""
    uses = tuple(
        WaiverUse("privacy/email", f"owner-{state}", f"because of {state}", "2029-12-01", "2030-02-01", state, 3)
        for state in ("active", "expired", "unused")
    )
    rulings = tuple(replace(one, limit=Limit(fail=1.0), level="pass") for one in verdict.rulings)
    return replace(verdict, outcome="PASS WITH WAIVERS", exit_code=0, waivers=uses, rulings=rulings, missing=())


def hostile() -> Report:
    """Hostile strings wherever a report can hold one."""
    long = "<b>" + "x" * 100_000
    hits = [
        replace(
            hit("privacy/email", line), origin=f"{text}:1", path=text, kind=text, excerpt=text, partner=text, score=0.5
        )
        for line, text in enumerate((HOSTILE, long, "\n\r\t", "=cmd|' /C calc'!A0"))
    ]
    own = [share(f"privacy/{HOSTILE[:60]}", 5), share("privacy/email", 5)]
    found = scan(*own, evidence=hits)
    (file,) = found.run.data.files
    files = (replace(file, name=HOSTILE, shapes=((HOSTILE, 100),)),)
    run = replace(
        found.run,
        data=replace(found.run.data, files=files),
        options={"privacy": {"kinds": [HOSTILE, long]}},
        packages={HOSTILE: HOSTILE},
        tokenizer=HOSTILE,
        key_id=HOSTILE,
        benchmarks=(HOSTILE,),
        model=replace(MODEL, name=HOSTILE, base=HOSTILE, template=HOSTILE, weights=HOSTILE),
    )
    return replace(found, run=run, outcomes=dict(found.outcomes) | {f"scan/{HOSTILE}": Skipped(HOSTILE)})


def with_hostile_waivers(verdict: Verdict) -> Verdict:
    """Hostile strings in what people write."""
    use = WaiverUse("privacy/email", HOSTILE, HOSTILE, "2029-12-01", "2030-02-01", "active", 3)
    return replace(verdict, waivers=(use,), policy=HOSTILE)


@dataclass
class Read(HTMLParser):
    """A page as a browser would read it: its tags, their attributes, and the text of both languages."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    text: dict[str, list[str]] = field(default_factory=lambda: {"en": [], "zh-Hans": [], "": []})
    raw: dict[str, str] = field(default_factory=dict)
    open: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            inherited = self.open[-1][1] if self.open else ""
            self.open.append((tag, dict(attrs).get("lang") or inherited if tag != "html" else ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag, "tags are closed in the order in which they were opened"

    def handle_data(self, data: str) -> None:
        if not self.open:
            return
        tag, language = self.open[-1]
        if tag in ("script", "style"):
            self.raw[tag] = data
        else:
            self.text[language].append(data)


def read(page: bytes) -> Read:
    """Reads a page to its end."""
    reader = Read()
    reader.feed(page.decode())
    reader.close()
    assert not reader.open
    return reader


def colors(css: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The colors by name, light and dark."""
    blocks = re.findall(r"^:root[^{]*\{([^}]*)\}", css.read_text("utf-8"), re.MULTILINE)
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for block in blocks[:2])
    return light, dark
