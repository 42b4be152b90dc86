"""What the machine formats say."""

MESSAGES = {
    "formats.result": "{here}. {facts}",
    "formats.here": "{hits:hit|hits} here",
    "formats.first": "records {rows}",
    "formats.missing": "Missing for a verdict",
    "formats.gate": "Not everything that the policy needs was measured",
    "formats.gate_do": "Run the missing check, mend what broke, or change what the policy requires.",
    "formats.waived": "{title}: {hits:hit|hits} waived by {owner} until {expires}: {reason}",
    "formats.justified": "{owner}, until {expires}: {reason}",
    "formats.inconclusive": "The evidence does not settle it.",
    "formats.check": "{risk} ({check})",
    "formats.more": "{title}: {count} more, see the summary or evidence.jsonl",
    "formats.level.error": "errors",
    "formats.level.warning": "warnings",
    "formats.level.note": "notes",
    "formats.cut": "{lines:line is|lines are} left out here: the document would be too long. report.html has them.",
    "formats.no_summary": "{path}: the summary of this step cannot be written ({why}); the report is whole",
}
