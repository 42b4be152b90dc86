"""Models behind a server that speaks as OpenAI's does: vLLM, SGLang, llama.cpp, `transformers serve`, the vendors.

What a server can answer is found out when it is opened; what it cannot stands in `ServedModel.lacks`, with the reason.
"""

from auditor.models.served.model import ServedModel
from auditor.models.served.opening import open_served
from auditor.models.served.wire import Limits

__all__ = ["Limits", "ServedModel", "open_served"]
