"""Names of persons and postal addresses: what no form tells, so that a spaCy pipeline must.

`pipelines.resolve` says which there are, `engine.load` makes the search out of them. spaCy and Presidio are imported
by the search only.
"""

from auditor.text.names.pipelines import Pipeline, resolve

__all__ = ["Pipeline", "resolve"]
