"""What a verdict left out or let pass: waivers with owner and end, hits known to the baseline, and the half judged."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.messages import Language, printable, say
from auditor.policy import Ruling, Verdict, WaiverUse


def waiver_line(use: WaiverUse, language: Language) -> str:
    """One waiver: what it leaves out, until when, and who says so."""
    state = say(f"waiver.{use.state}", language, expires=use.expires)
    if use.over:
        state += say("ui.comma", language) + say("waiver.over", language, over=use.over)
    return printable(
        say(
            "ui.waiver",
            language,
            finding=use.finding,
            hits=use.hits,
            state=state,
            owner=use.owner,
            reason=use.reason,
        )
    )


def ruling_notes(ruling: Ruling, language: Language) -> Iterator[str]:
    """Of a ruling: how many hits were left out, and what it would be with them."""
    counts = (("ui.hits_waived", ruling.waived), ("ui.hits_known", ruling.known))
    notes = [say(key, language, hits=hits) for key, hits in counts if hits]
    if ruling.without is not None:
        notes.append(say("ui.without", language, level=say(f"level.{ruling.without}", language)))
    if notes:
        yield say("ui.semicolon", language).join(notes)


def left_aside(verdict: Verdict) -> int:
    """How many hits that the baseline has were left out of a number, or let pass."""
    return sum(one.known for one in verdict.rulings if one.known and one.without is not None)


def stage(verdict: Verdict, language: Language) -> str:
    """The stage, and the half of it that was judged where it has another one."""
    whole = verdict.half == "both" or (verdict.stage, verdict.half) in (("pre-train", "data"), ("post-train", "model"))
    return verdict.stage if whole else say(f"ui.stage_half.{verdict.half}", language, stage=verdict.stage)
