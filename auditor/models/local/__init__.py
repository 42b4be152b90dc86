"""Models on this machine, by torch and transformers. Nothing that must start quickly imports this package."""

from auditor.models.local.opened import Opened, Remark, open_models
from auditor.models.local.scorer import LocalModel

__all__ = ["LocalModel", "Opened", "Remark", "open_models"]
