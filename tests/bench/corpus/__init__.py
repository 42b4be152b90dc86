"""A seeded corpus of chat records with made-up private values at known places.

The generator is written from the published specifications that its modules name. It imports nothing of the package
under test and no library of number formats, so it shares no error with the detectors.
"""

from tests.bench.corpus.carriers import AROUND
from tests.bench.corpus.model import Form, Message, Near, Negative, Plant, Record
from tests.bench.corpus.near import near_misses
from tests.bench.corpus.negatives import clean
from tests.bench.corpus.plant import FORMS, planted
from tests.bench.corpus.reserved import reserved

__all__ = [
    "AROUND",
    "FORMS",
    "Form",
    "Message",
    "Near",
    "Negative",
    "Plant",
    "Record",
    "clean",
    "near_misses",
    "planted",
    "reserved",
]
