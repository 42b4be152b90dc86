"""The report: facts of one run, and the directory that holds them.

report.json      the run, one outcome a check, the findings, and the digest of
evidence.jsonl   every hit, one a line, in the order of the data
verdict.json     what a policy made of it: beside the facts, never among them
"""

from auditor.report.core import MARKS, REPORT, VERDICT, Report, join, staging
from auditor.report.evidence import EvidenceFile, Lines, Spool, lines
from auditor.report.read import read_report
from auditor.report.wire import Data, ReportFile, Run, adapter

__all__ = [
    "MARKS", "REPORT", "VERDICT", "Data", "EvidenceFile", "Lines", "Report", "ReportFile", "Run", "Spool", "adapter",
    "join", "lines", "read_report", "staging",
]  # fmt: skip
