"""What a risk maps to in public frameworks and rules: data with a version, a source and a day, nothing more.

"Maps to" says that the entry speaks of the same thing. It does not say that a scan fulfills it. Only entries whose text
was read are listed; `CHECKED` is the day of that. Names are those of the source.

Sources: OWASP Top 10 for LLM Applications (CC BY-SA 4.0), MITRE ATLAS data, NIST AI 600-1, Interim Measures for the
Management of Generative Artificial Intelligence Services (Cyberspace Administration of China and others, order 15).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

VERSION = 1
"""Rises whenever the table changes."""
CHECKED = "2026-11-23"
"""Day on which every entry was last compared with its source."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of a framework or rule."""

    framework: str
    edition: str
    """Version, year or date of the text that was read: ids move between editions."""
    id: str
    name: str
    url: str

    def __str__(self) -> str:
        return f"{self.framework} {self.edition}, {self.id}: {self.name}"


def _owasp(edition: str, number: int, name: str) -> Reference:
    slug = f"llm{number:02}{edition}-{name.lower().replace(' ', '-')}"
    url = {
        "2025": f"https://genai.owasp.org/llmrisk/{slug}/",
        "2026": "https://genai.owasp.org/resource/owasp-genai-llm-top-10-2026/",
    }[edition]
    return Reference("OWASP Top 10 for LLM Applications", edition, f"LLM{number:02}:{edition}", name, url)


def _atlas(id: str, name: str) -> Reference:
    kind = "techniques" if id.startswith("AML.T") else "mitigations"
    return Reference("MITRE ATLAS", "2026.04 (5.6.0)", id, name, f"https://atlas.mitre.org/{kind}/{id}")


def _nist(id: str, name: str) -> Reference:
    return Reference("NIST AI 600-1", "July 2024", id, name, "https://nvlpubs.nist.gov/nistpubs/ai/NIST.AI.600-1.pdf")


def _measures(id: str, name: str) -> Reference:
    url = "https://www.cac.gov.cn/2023-07/13/c_1690898327029107.htm"
    return Reference("Interim Measures for Generative AI Services (China)", "2023", id, name, url)


DISCLOSURE = (
    _owasp("2025", 2, "Sensitive Information Disclosure"),
    _owasp("2026", 2, "Sensitive Information Disclosure"),
)
POISONING = (_owasp("2025", 4, "Data and Model Poisoning"), _owasp("2026", 5, "Data and Model Poisoning"))
MISINFORMATION = (_owasp("2025", 9, "Misinformation"), _owasp("2026", 7, "Misinformation"))
LEAKAGE = _atlas("AML.T0057", "LLM Data Leakage")
MEMBERSHIP = _atlas("AML.T0024.000", "Infer Training Data Membership")
SANITIZE = _atlas("AML.M0007", "Sanitize Training Data")
DATA_PRIVACY = _nist("2.4", "Data Privacy")
TRAINING_DATA = _nist("MS-2.6-002", "data privacy violations and other harm in training data")
MEMORIZED = _nist("MS-2.10-001", "output of training data samples, membership inference")
CLAIMS = _nist("MS-2.3-002", "claims of capability, validated empirically")
SAFETY = _nist("MS-2.6-003", "safety features of fine-tuned models, evaluated again")
CONSENT = _measures("Art. 7 (3)", "personal information in training data")
QUALITY = _measures("Art. 7 (4)", "quality of training data")

TABLE: Mapping[str, tuple[Reference, ...]] = {
    "privacy": (*DISCLOSURE, LEAKAGE, SANITIZE, DATA_PRIVACY, TRAINING_DATA, CONSENT),
    "names": (*DISCLOSURE, SANITIZE, DATA_PRIVACY, TRAINING_DATA, CONSENT),
    "memorization": (*DISCLOSURE, LEAKAGE, MEMBERSHIP, DATA_PRIVACY, MEMORIZED),
    "duplication": (MEMBERSHIP, QUALITY),
    "format": (QUALITY,),
    "training": (QUALITY,),
    "contamination": (CLAIMS,),
    "benchmarks": (CLAIMS,),
    "forgetting": (CLAIMS,),
    "overfitting": (MEMBERSHIP, MEMORIZED),
    "safety": (SAFETY,),
    "poisoning": (*POISONING, _atlas("AML.T0020", "Poison Training Data")),
    "knowledge": MISINFORMATION,
}
"""By id of a risk. Some of the risks are not measured yet; their rows wait."""

SAMPLING = Reference(
    "Safety Specifications for Generative AI Pre-Training and Fine-Tuning Data (China)",
    "draft of 2024-03-28",
    "8.2.3 and 8.3.3",
    "manual sample of at least 4,000 records, at least 96 % of them without risk content",
    "https://cset.georgetown.edu/publication/china-gen-ai-training-data-safety-standard-draft/",
)
"""What a sheet for manual review maps to. The draft was read; the final GB/T 45652-2025 was not."""


def of(risk: str) -> tuple[Reference, ...]:
    """The entries that a risk maps to; none where nothing fits or nothing was verified."""
    return TABLE.get(risk, ())
