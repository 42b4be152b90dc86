"""What the commands themselves say: progress, clean, split, review, benchmark, demo."""

MESSAGES = {
    "ui.benchmark": "{items:item|items}; {license}; {source}",
    "ui.benchmark_added": "{name}: {items:item|items} in {path}",
    "ui.benchmark_damaged": "cannot be read; make it again (auditor benchmark add {name} FILE) or remove it:",
    "ui.demo": "The demo's data is made to fail, and it does: exit code 0 here, {code} from auditor scan.",
    "ui.exit_zero": "Exit code 0 was asked for; without --exit-zero it is {code}.",
    "ui.reading": "scanning",
    "ui.finishing": "last checks",
    "ui.writing": "writing",
    "ui.review_nothing": "There is nothing to look at: the report has no hit with a value.",
    "ui.review_ask": "Right? y yes, n no, s skip, q stop ({left} left):",
    "ui.review_result": "Right in this data, of the hits that you looked at (95 % interval):",
    "ui.review_line": "  {finding}: {right} of {asked} ({share}; {low} to {high})",
    "ui.cleaning": "cleaning",
    "clean.head": "Cleaned: {path}",
    "clean.log": "Every change: {path}",
    "clean.files": "{changed:,} of {files:file|files} changed; what did not change is copied as it is",
    "clean.kind": "{title}: {count} ({how})",
    "clean.pseudonym": "{count} replaced by made-up values",
    "clean.redact": "{count} by placeholders",
    "clean.zero": "{count} by 0, where a number must stand",
    "clean.drop": "{count} gone with a copy",
    "clean.fallback": "{count} otherwise than asked, because a scan would have found the first choice",
    "clean.nothing": "Nothing to take out: the report has no private value in this data.",
    "clean.dropped": "Copies left out: {count}",
    "clean.collisions": "{title}: {count:value shares|values share} a made-up value with another: few are reserved",
    "clean.no_key": "No AUDITOR_KEY: the made-up values were drawn by chance, and another run draws others.",
    "clean.not_sought": "Not taken out, because nobody searched for it:",
    "clean.kinds": "kinds that the policy leaves out: {kinds}",
    "clean.unreadable": "lines, rows and files that nobody could read: {count:,}; copied as is, they may hold anything",
    "clean.hidden": "{count:record|records} with a field that stands twice: only the last one was searched",
    "clean.left_out": "{count:file|files} of the folder without data: not copied",
    "clean.sample": "names and addresses were searched in a sample only: those of the other records are still there",
    "clean.no_names": "names and addresses: the scan did not search for them",
    "clean.again": "Now make sure: {command}",
    "ui.splitting": "Splitting",
    "split.head": "{train:record|records} to train on, {eval:,} held out ({share})",
    "split.groups": "Groups that are never parted: {groups:,}; the largest has {largest:record|records}",
    "split.tie": "  tied by {title}: {count:record|records}",
    "split.by_prompt": "the same prompt, or one inside a conversation",
    "split.by_answer": "the same answer",
    "split.by_pair": "the same record",
    "split.by_near_prompt": "nearly the same prompt",
    "split.by_near_answer": "nearly the same answer",
    "split.by_near_pair": "nearly the same record",
    "split.by_contained": "a prompt that stands inside another record",
    "split.by_contains": "a prompt in which another one stands",
    "split.by_conversation": "a conversation that begins another one",
    "split.by_person": "a private value of the same person",
    "split.moved": "Drawn, then moved to the training part, where a scan would have found them: {count:record|records}",
    "split.checked": "Checked as a scan checks it: it finds no held-out record, or near copy, in the training part.",
    "split.unproven": "WARNING: checked as a scan checks it, and nothing was found; but so much is alike that not all "
    "could be compared: {titles}. There can be near copies on both sides. A smaller or less templated part of the data "
    "can be proven.",
    "split.fewer": "WARNING: {eval:record is|records are} held out instead of {asked:,}: no other group fits.",
    "split.giant": "WARNING: one group has {largest:record|records} and stays in the training part; most of it is tied "
    "by {title}.",
    "split.parted_values": "WARNING: private values in so many records that they tie nobody, or too little could be "
    "held out: {count:,}. They can be on both sides.",
    "split.parted_beginnings": "WARNING: beginnings of conversations, too common to tie anybody: {count:,}.",
    "split.unreadable": "Lines, rows and files that nobody could read: {count:,}. They are in the training part, and "
    "may hold anything.",
    "split.out": "Parts: {path}",
    "split.again": "Now make sure: {command}",
    "training.config.head": "Training by the rules of {emulates}: {options}",
    "training.config.defaults": "its defaults",
    "training.config.data": "Data of the configuration: {data}",
    "training.config.evals": "Held-out data of the configuration: {data}",
    "training.config.epochs": "Epochs: {epochs}",
    "training.config.tokenizer": "Tokenizer: {tokenizer}",
    "training.config.ignores": "Warning: {trainer} ignores keys that it does not know, and says nothing: {keys}",
    "training.config.stops": "Warning: {trainer} does not start with keys that it does not know: {keys}",
    "training.config.variables": (
        "Warning: what these keys are given is a variable of the script, so it is not known: {keys}"
    ),
    "training.config.json": "Warning: LLaMA-Factory 0.9.5 fails to read a .json file; write it as YAML.",
    "training.config.no_info": "Warning: {file} is not found, so how LLaMA-Factory reads the rows is not known.",
    "training.config.not_in_info": "Warning: {file} has no entry for {names}.",
    "training.config.data_given": "The data given is scanned, not that of the configuration.",
    "training.config.datasets_win": "TRL takes datasets and not dataset_name where both are given.",
    "training.config.part": (
        "The training takes a part of the data only (a split, a share or a number of rows); all of it is scanned."
    ),
    "training.config.steps": (
        "Warning: max_steps decides how long is trained; give --epochs for how often each record is seen."
    ),
    "training.config.auto": "Warning: the service chooses the number of epochs; give --epochs to count with it.",
    "training.config.no_tokenizer": (
        "Warning: the tokenizer of the configured model cannot be read here, so tokens are estimated; give --tokenizer."
    ),
    "training.config.assumed": (
        "Nothing says how {trainer} is to read the rows; this was taken from the first row: {columns}"
    ),
}
