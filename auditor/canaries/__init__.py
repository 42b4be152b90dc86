"""Canaries: made-up records that fair coins put into the training data, and what a model then tells of them.

`planting` makes them and writes the data; `key` is what is read where the model is probed, `judged` what it shows. What
must be known to judge is sealed in the key, away from the training.
"""

from auditor.canaries.key import Canary, Presence, SealedKey, presence, read_key

__all__ = ["Canary", "Presence", "SealedKey", "presence", "read_key"]
