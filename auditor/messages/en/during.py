"""What is said during a training: by the callback, and by the command that watches a folder."""

MESSAGES = {
    "during.step": "step {step}: {facts}",
    "during.drift_text": "drift {value} nats on general text",
    "during.drift_answers": "{value} on answers",
    "during.exposure": "values of {copies:copy|copies}: exposure {value} of {bits} bits, "
    "{gain} bits likelier than at the start",
    "during.leaked": "{values:value|values} written out word for word: {records}",
    "during.no_values": "there is no private value in this data that the model can be asked for: only its drift is "
    "measured",
    "during.failed": "step {step}: not measured ({error}); the training goes on",
    "during.stopped": "step {step}: more private values come out than the policy allows: the training is stopped",
    "watch.waiting": "Watching {path}: a look every {seconds} s. Ctrl-C ends it; what is probed stays probed.",
    "watch.known": "{name}: probed before, judged again",
    "watch.gone": "{name}: deleted while it was probed; let the trainer keep more of them (save_total_limit)",
    "watch.broke": "{name}: not probed: {error}",
    "watch.no_weights": "{name}: no weights here that can be read. Sharded ones of FSDP or DeepSpeed must be merged "
    "first.",
    "watch.patience": "Nothing new for {time}: watching ends.",
    "watch.final": "The final model is there: watching ends.",
    "checkpoints.extractable": "{values:private value|private values} written out",
}
