"""Words of what a tuned model's answers have from the training data."""

MESSAGES = {
    "risk.attribution": "Answers traced to records",
    "misses.attribution": "paraphrases and combined facts, which count as unsupported, and whether an answer with "
    "support is right",
    "kind.verbatim_answer": "most of the answer to the question named beside it stands in this record or others word "
    "for word (in brackets: which part)",
    "kind.lexical_answer": "the answer to the question named beside it is worded like this record (in brackets: how "
    "alike)",
    "kind.partly_answer": "a passage of the answer to the question named beside it stands here word for word, less "
    "than half of it (in brackets: which part)",
    "kind.unsupported_answer": "question whose answer no record supports",
    "skipped.needs_adapter": "needs a LoRA adapter whose strength can be set",
    "skipped.needs_questions": "there is no question to ask, or no text that the loss covers to look for answers in",
    "finding.attribution/short": "Answers too short to be traced (fewer than 8 tokens)",
    "finding.attribution/short_base": "Base: answers too short to be traced (fewer than 8 tokens)",
    "finding.attribution/short_written": "Answers written in the held-out data: too short to be traced (fewer than 8 "
    "tokens)",
    "finding.attribution/verbatim": "Answers of which half or more stands in the training data word for word",
    "finding.attribution/verbatim_base": "Base: answers of which half or more stands in the training data word for "
    "word",
    "finding.attribution/verbatim_written": "Answers written in the held-out data: half or more stands in the training "
    "data word for word",
    "finding.attribution/lexical": "Other answers that are worded like a training record",
    "finding.attribution/lexical_base": "Base: other answers that are worded like a training record",
    "finding.attribution/lexical_written": "Answers written in the held-out data: others that are worded like a "
    "training record",
    "finding.attribution/partly": "Other answers with a shorter passage of the training data",
    "finding.attribution/partly_base": "Base: other answers with a shorter passage of the training data",
    "finding.attribution/partly_written": "Answers written in the held-out data: others with a shorter passage of the "
    "training data",
    "finding.attribution/quoted": "Other answers that mostly repeat their question",
    "finding.attribution/quoted_base": "Base: other answers that mostly repeat their question",
    "finding.attribution/quoted_written": "Answers written in the held-out data: others that mostly repeat their "
    "question",
    "finding.attribution/unsupported": "Answers without any support in the training data",
    "finding.attribution/unsupported_base": "Base: answers without any support in the training data",
    "finding.attribution/unsupported_written": "Answers written in the held-out data: without any support in the "
    "training data",
    "finding.attribution/verbatim_tokens": "Part of the answers' tokens that stands in the training data word for word",
    "finding.attribution/verbatim_tokens_base": "Base: part of the answers' tokens that stands in the training data "
    "word for word",
    "finding.attribution/verbatim_tokens_written": "Answers written in the held-out data: part of their tokens that "
    "stands in the training data word for word",
    "finding.attribution/longest": "Longest passage of an answer that stands in the training data",
    "finding.attribution/longest_base": "Base: longest passage of an answer that stands in the training data",
    "finding.attribution/longest_written": "Answers written in the held-out data: longest passage that stands in the "
    "training data",
    "finding.attribution/support_added": "Supported answers beyond those of the base",
    "finding.attribution/gain_nearest": "Gain of the records nearest to the answers (a proxy of influence)",
    "finding.attribution/gain_random": "Gain of records drawn at random",
    "finding.attribution/gain_added": "By how much the nearest records gained more",
    "finding.attribution/strength_target_0": "Loss of held-out answers with 0 % of the adapter",
    "finding.attribution/strength_target_25": "Loss of held-out answers with 25 % of the adapter",
    "finding.attribution/strength_target_50": "Loss of held-out answers with 50 % of the adapter",
    "finding.attribution/strength_target_75": "Loss of held-out answers with 75 % of the adapter",
    "finding.attribution/strength_target_100": "Loss of held-out answers with 100 % of the adapter",
    "finding.attribution/strength_retain_0": "Loss of what must not be lost with 0 % of the adapter",
    "finding.attribution/strength_retain_25": "Loss of what must not be lost with 25 % of the adapter",
    "finding.attribution/strength_retain_50": "Loss of what must not be lost with 50 % of the adapter",
    "finding.attribution/strength_retain_75": "Loss of what must not be lost with 75 % of the adapter",
    "finding.attribution/strength_retain_100": "Loss of what must not be lost with 100 % of the adapter",
    "finding.attribution/strength_enough": "Least strength of the adapter with nine tenths of the new skill",
    "finding.attribution/strength_spared": "How much less of the old was lost at that strength than at full strength",
    "finding.attribution/searched": "Part of the trained text that was searched",
    "finding.attribution/near": "Likeness from which on an answer counts as worded like a record",
    "finding.attribution/of_training": "Questions of the training data, asked for want of others",
    "finding.attribution/unasked": "Questions that the model could not be asked",
    "unjudged.attribution/of_training": "what new questions bring: no held-out question was given, so these are "
    "answers to questions of the training data",
}
