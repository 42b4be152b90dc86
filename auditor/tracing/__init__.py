"""Where an output of a model comes from: the longest spans of it that stand in the training data."""

from auditor.tracing.building import build
from auditor.tracing.index import Index, Place, Standing
from auditor.tracing.run import LEAST, Chance, Span, Trace, look_up, trace
from auditor.tracing.store import kept

__all__ = ["LEAST", "Chance", "Index", "Place", "Span", "Standing", "Trace", "build", "kept", "look_up", "trace"]
