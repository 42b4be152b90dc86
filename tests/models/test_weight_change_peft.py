"""Weight change of adapters: the same as of what peft merges."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("peft")

from peft import PeftModel

from auditor.models.local.loading import quiet
from auditor.models.weight_change import WeightChange, weight_change
from tests.models import made

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    "settings", [{}, {"use_rslora": True}, {"target_modules": "all-linear", "alpha_pattern": {"up_proj": 5}}]
)
def test_adapters_as_peft_merges_them(tmp_path: Path, settings: dict[str, Any]) -> None:
    base = made.save(made.model(), tmp_path / "base")
    worn = made.adapter(made.model(), tmp_path / "adapter", base, **settings)
    with quiet():
        merged = PeftModel.from_pretrained(made.model(), str(worn)).merge_and_unload()
        merged.save_pretrained(tmp_path / "merged")
    apart, dense = ({one.name: one for layer in compared(of, base).layers for one in layer.tensors}
                    for of in (worn, tmp_path / "merged"))  # fmt: skip
    assert {name for name, one in dense.items() if one.moved} == set(apart)
    for name, one in apart.items():
        assert one.relative == pytest.approx(dense[name].relative, rel=1e-4)
        assert one.rank is not None
        assert 1 < one.rank <= 4


def compared(tuned: Path, base: Path) -> WeightChange:
    found = weight_change(tuned, base)
    assert isinstance(found, WeightChange)
    return found
