"""Where benchmark packs lie, and how one is made of a file.

Packs that come with the auditor are in its folder `packs`, those that `auditor benchmark add` made in the user's data
folder. A user's pack stands in for a shipped one of the same name.
"""

from auditor.benchmarks.items import items_of, pack_of
from auditor.benchmarks.shelf import Held, held, load, put, shelved, written

__all__ = ["Held", "held", "items_of", "load", "pack_of", "put", "shelved", "written"]
