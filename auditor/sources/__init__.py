"""Everything that knows a file format: files, folders, the Hub and Python objects in, `Record`s out.

The parent process cuts the input into logical shards (`Source.shards`), which do not depend on the number of
workers and are cheap to cut; a worker parses one shard (`read`).
"""

from auditor.sources.complaints import nothing_read
from auditor.sources.inputs import Source, open_source
from auditor.sources.reading import read
from auditor.sources.shapes.plan import SHAPES
from auditor.sources.shard import Shard

__all__ = ["SHAPES", "Shard", "Source", "nothing_read", "open_source", "read"]
