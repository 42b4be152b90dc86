"""Words of the probe for what a model learned by heart."""

MESSAGES = {
    "unit.bits": "{value} bits",
    "unit.queries": "{value} answers",
    "finding.memorization/sampled": "Private values that come out of drawn answers",
    "finding.memorization/memorized": "Private values that the model knows, hard to get out",
    "finding.memorization/strengthened": "Private values of the base that the tuning brought out",
    "finding.memorization/known_to_base": "Private values that the base knows as well",
    "finding.memorization/not_detected": "Private values that nothing shows the model to know",
    "finding.memorization/inferable": "Private values with nothing of their own to know",
    "finding.memorization/untestable": "Private values that could not be asked for",
    "finding.memorization/values": "Distinct private values of the training data",
    "finding.memorization/written_tuned": "Private values written out by the tuned model",
    "finding.memorization/written_base": "Private values written out by the base",
    "finding.memorization/answers": "Ordinary answers of which it writes 50 tokens word for word",
    "finding.memorization/answers_base": "Ordinary answers of which the base does",
    "finding.memorization/gain": "By how much likelier the training records became",
    "finding.memorization/auc_ratio": "Trained records told from held-out ones, tuned against base",
    "finding.memorization/auc_loss": "Trained records told from held-out ones, by loss",
    "finding.memorization/auc_min_k": "Trained records told from held-out ones, by Min-K%++",
    "finding.memorization/auc_base_only": "Trained records told from held-out ones by the base alone",
    "advice.memorization/sampled": "Clean these values from the data and train again, or answer without sampling.",
    "advice.memorization/memorized": "Clean these values before the next training; weights that anybody can download "
    "let them be searched for.",
    "advice.memorization/strengthened": "The base knew these values, and this data made the model say them: clean it.",
    "ui.extractable_at": "Private values in {copies} or more records that come out",
    "ui.exposure_at": "Certified exposure of values in {copies} or more records (median)",
}
