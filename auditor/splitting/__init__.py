"""Cuts data into a part to train on and a part to evaluate on: `auditor.split`, and the command of that name.

What belongs together stays together: copies and near copies, questions that stand in other records, conversations that
begin alike, records about one person. Whole groups of such records are drawn at random. The result is then checked as
a scan would check it, and what a scan would find is moved into the training part.
"""

from auditor.splitting.run import Split, split

__all__ = ["Split", "split"]
