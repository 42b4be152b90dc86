"""What `auditor trace` says."""

MESSAGES = {
    "ui.tracing": "reading the training data",
    "trace.covered": "{covered:,} of {tokens:token|tokens} of the text ({share}) stand in the training data, in spans "
    "of {least:token|tokens} or more: {spans:span|spans}",
    "trace.none": "No span of {least:token|tokens} or more of the text ({tokens:token|tokens}) stands in the training "
    "data.",
    "trace.values": "Private values in the text: {count:,}; of these in the training data: {found:,}",
    "trace.searched": "Searched: {records:record|records}",
    "trace.unread": "Not searched, because nobody could read them: {count:,} lines, rows or files",
    "trace.span": "{number}. {tokens:token|tokens}, {characters:character|characters} · characters {start} to {end} of "
    "the text · in {records:record|records}",
    "trace.value": "{number}. a private value of {tokens:token|tokens} · characters {start} to {end} of the text · in "
    "{records:record|records}",
    "trace.place": "{origin}  {path}  {role}",
    "trace.more_places": "and {count:more record|more records}",
    "trace.roles": "It is there as: {roles}",
    "trace.kinds": "Private values in it: {kinds}",
    "trace.more_spans": "{count:shorter span is|shorter spans are} not shown; see --most or --format json.",
    "trace.masked": "Private values are masked as far as their form tells them; names of people are not.",
    "trace.chance": "By chance: {share} of the tokens of {answers:held-out answer|held-out answers} stand in such "
    "spans. Covered as much as the text or more: {as_covered:,} of them; with a span as long as its longest or longer: "
    "{as_long:,}.",
    "trace.no_chance": "By chance: no held-out answer is as long as a span, so nothing can be said.",
    "trace.role.system": "system prompt",
    "trace.role.question": "question",
    "trace.role.answer": "answer",
    "trace.role.text": "text",
    "trace.role.tool": "result of a tool",
    "trace.role.tools": "declaration of tools",
    "trace.role.rejected": "rejected answer",
    "trace.role.extra": "column that is not trained on",
    "trace.role.other": "other speaker",
}
