"""From the parsed value of a row to the turns of a record: which field is what, whatever trainer the data is for."""

from auditor.sources.shapes.fill import Draft, fill
from auditor.sources.shapes.plan import SHAPES, Plan, detect, is_field

__all__ = ["SHAPES", "Draft", "Plan", "detect", "fill", "is_field"]
