"""Takes out of the data what a scan found in it: `auditor.clean`, and the command of that name.

It is driven by the evidence of a report. The data is read again, each hit is looked up in its place, and the
characters that stand there, and no others, are replaced. What is put there is scanned before it is written.
"""

from auditor.cleaning.run import Cleaning, clean

__all__ = ["Cleaning", "clean"]
