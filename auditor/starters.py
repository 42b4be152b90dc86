"""The files that `auditor init` writes: a policy of one's own with a file of waivers, and a CI job."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from auditor import __version__, shipped
from auditor.errors import OutputError, UsageError
from auditor.outputs import check_file, write_file
from auditor.training.config.known import trainer_name

POLICY = "auditor-policy.yaml"
WAIVERS = "auditor-waivers.yaml"
ACTION = ".github/actions/auditor/action.yml"
WORKFLOW = ".github/workflows/auditor.yml"
GITLAB = ".gitlab/auditor.yml"
DATA = "data: train.jsonl"
"""Line of the CI jobs that names the data; `init` puts other data in its place."""
ARGUMENTS = 'arguments: ""'
"""Line of the CI jobs that holds further arguments of the scan."""
_HEAD = f"""\
# The policy of this repository, made by `auditor init` (finetune-auditor {__version__}) from the policy "default".
#
#   auditor scan DATA --policy {POLICY}
#
# A limit holds for a finding. fail: exit code 1 beyond it. warn: shown, and no more. A limit is a share of records
# (0.01 is 1 %), or with `of: count` a number of them; {{fail: 0, of: count}} allows none. Delete a line, and the limit
# of the risk itself holds: `auditor risks privacy` prints it. For editors: `auditor schema policy`, a JSON Schema.
# required: checks without which there is no verdict. gate: what follows from what is missing or not settled
# (inconclusive: exit code 3; fail; allow).
#
"""
_TAIL = f"""\
# Hits that somebody has accepted: a file beside this one.
waivers: {WAIVERS}
"""
_WAIVED = f"""\
# Hits that somebody has accepted, for {POLICY}. They never hide: reports show both numbers. Each has a reason, an owner
# and an end, at most 180 days after it was created; then its hits count again. An example, to be uncommented:
#
# - finding: privacy/email
#   match: {{kind: email, path: "metadata.*", at_most: 3}} # or {{fingerprint: ...}}, with the key's id above: key: ...
#   reason: our own support address, which is public
#   owner: a.person@example.com
#   created: "2026-01-15"
#   expires: "2026-07-13"
version: 1
waivers: []
"""


def starters(data: str, trainer: str | None, ci: str | None) -> dict[str, str]:
    """Content of each file by its path in the repository.

    Raises:
        UsageError: there is no such trainer, or the data cannot be named in a CI job.
    """
    if trainer is not None:
        trainer = trainer_name(trainer)
    if not data.strip() or not data.isprintable():
        raise UsageError("--data: give the path of a file or folder of the repository")
    files = {POLICY: _HEAD + (shipped.folder("policies") / "default.yaml").read_text("utf-8") + _TAIL}
    files[WAIVERS] = _WAIVED
    folder = shipped.folder("docs/ci")
    if ci == "github":
        files[ACTION] = (folder / "github-action/action.yml").read_text("utf-8")
        files[WORKFLOW] = _filled((folder / "github-workflow.yml").read_text("utf-8"), data, trainer)
    if ci == "gitlab":
        files[GITLAB] = _filled((folder / "gitlab.yml").read_text("utf-8"), data, trainer)
    return files


def write(files: Mapping[str, str], folder: Path) -> None:
    """Writes the files, or none of them where one exists.

    Raises:
        OutputError: one exists, or cannot be written.
    """
    for name in files:
        if (folder / name).exists() or (folder / name).is_symlink():
            raise OutputError(
                f"{name}: this file exists, and it is not overwritten; move it away, or write it yourself"
            )
    for name in files:
        check_file(folder / name)
    for name, content in files.items():
        write_file(folder / name, content.encode())


def _filled(text: str, data: str, trainer: str | None) -> str:
    """A CI job for this data and trainer. JSON strings are YAML."""
    text = text.replace(DATA, f"data: {json.dumps(data, ensure_ascii=False)}")
    if trainer is not None:
        text = text.replace(ARGUMENTS, f"arguments: {json.dumps(f'--trainer={trainer}')}")
    return text
