"""Words of what a base makes of the training data."""

MESSAGES = {
    "risk.knowledge": "What the base knows of the data",
    "misses.knowledge": "records that were not drawn, facts in long answers, and facts that the base words otherwise",
    "kind.confident_conflict": "token on which the base is sure of something else",
    "kind.unknown_fact": "short fact that the base does not know",
    "finding.knowledge/loss": "Loss of the trained answers under the base",
    "finding.knowledge/loss_lower": "Loss of a record's answer under the base: lower quarter",
    "finding.knowledge/loss_middle": "Loss of a record's answer under the base: middle",
    "finding.knowledge/loss_upper": "Loss of a record's answer under the base: upper quarter",
    "finding.knowledge/hard_tokens": "Part of the trained tokens that the base finds hard (perplexity above 2.5)",
    "finding.knowledge/ifd": "Instruction-following difficulty (loss of an answer behind its prompt over that alone)",
    "finding.knowledge/no_help": "Part of the records whose prompt is no help for the answer",
    "finding.knowledge/confident_conflicts": "Part of the trained tokens on which the base is sure of something else: "
    "a warning of forgetting",
    "finding.knowledge/facts": "Part of the records that teach a short fact",
    "finding.knowledge/unknown_facts": "Part of the short facts that the base does not know: once learned, such "
    "facts make models invent answers; better retrieve them",
    "finding.knowledge/unasked": "Records that the base could not be asked about",
    "finding.knowledge/without_base": "Records asked of the model itself, for want of a base",
    "unjudged.knowledge/without_base": "what a training did: no base stood beside the model, so these are numbers of "
    "that model, as before a training on this data",
    "skipped.needs_unlike_records": "all records that were asked about are near copies of one: what others would bring "
    "is unknown",
    "skipped.base_needs_extra": "the base is asked by torch, transformers and peft, which are not all installed: pip "
    "install 'finetune-auditor[model]'",
    "skipped.base_unopened": "the base could not be opened; the command said why",
    "skipped.base_gave_up": "the base gave up while it was asked; the command said why",
    "ui.base_unasked": "The base was not asked, and only the data is looked at: {v0}",
    "html.untuned_model": "Base, asked before the training",
}
