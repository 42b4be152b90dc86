"""How far tuning moved the weights, layer by layer. Imports numpy."""

from auditor.models.weight_change.change import LayerChange, NotComparable, TensorChange, WeightChange
from auditor.models.weight_change.measured import weight_change

__all__ = ["LayerChange", "NotComparable", "TensorChange", "WeightChange", "weight_change"]
