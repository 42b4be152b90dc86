"""The report: facts of one run, and the directory that holds them.

report.json      the run, one outcome a check, the findings, and the digest of
evidence.jsonl   every hit, one a line, in the order of the data
verdict.json     what a policy made of it: beside the facts, never among them
report.html      both, for people
"""

from auditor.report.comparison import Compared, Comparison, compare
from auditor.report.core import MARKS, PAGE, REPORT, VERDICT, Report, join, measured_on, refuse_other_weights, staging
from auditor.report.evidence import EvidenceFile, Lines, Spool, lines
from auditor.report.read import is_report, read_report
from auditor.report.wire import Data, Probed, ReportFile, Run, adapter

__all__ = [
    "MARKS", "PAGE", "REPORT", "VERDICT", "Compared", "Comparison", "Data", "EvidenceFile", "Lines", "Probed", "Report",
    "ReportFile", "Run", "Spool", "adapter", "compare", "is_report", "join", "lines", "measured_on", "read_report",
    "refuse_other_weights", "staging",
]  # fmt: skip
