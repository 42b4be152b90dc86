"""A random sheet of training records for manual review, and what the filled sheet says.

The sheet holds the text of the data on purpose. Nothing of it goes into a report.
"""

from auditor.sampling.draw import Drawn, check_place, draw, write_sheet
from auditor.sampling.read import Counted, count_sheet

__all__ = ["Counted", "Drawn", "check_place", "count_sheet", "draw", "write_sheet"]
