"""Fixtures."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from auditor import cli
from auditor.reveal import CI_NAMES

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "data"


@pytest.fixture
def shared() -> Path:
    """Real datasets that are no part of the product."""
    if not SHARED.is_dir():
        pytest.skip("the real datasets are not here")
    return SHARED


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key, no language and no colors from outside, and no word that this is CI."""
    for name in ("AUDITOR_KEY", "AUDITOR_KEY_FILE", "AUDITOR_LANG", "LC_ALL", "LANG", "FORCE_COLOR", "CI", *CI_NAMES):
        monkeypatch.delenv(name, raising=False)


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes JSON lines, text or bytes to a file of a temporary folder."""

    def put(name: str, content: Sequence[object] | str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        match content:
            case bytes():
                path.write_bytes(content)
            case str():
                path.write_text(content, "utf-8")
            case rows:
                path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
        return path

    return put


@pytest.fixture
def auditor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs the command in this process, in a working folder of its own, with the exit code that a shell would see."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> Result:
        monkeypatch.setattr("sys.argv", ["auditor", *map(str, arguments)])
        return CliRunner().invoke(_Main(), [])

    return run


class _Main:
    """What `CliRunner` calls: `main` with its handling of errors, not only the click group."""

    name = "auditor"

    def main(self, args: Sequence[str], prog_name: str, **extra: object) -> None:
        cli.main()


Made = Callable[[str], str]
ENTITIES = {
    "en": {"PERSON": ("Ada Quillfeather", "Thistlewood", "John Doe"), "GPE": ("Porthaven",), "ORG": ("Larkspur Ltd",)},
    "zh": {"PERSON": ("慕容云歌", "张三"), "GPE": ("云雀市",)},
}


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The folder of a pipeline for a language that knows a few names."""
    import spacy

    folder = tmp_path_factory.mktemp("pipelines")

    def make(language: str) -> str:
        path = folder / language
        if not path.exists():
            nlp = spacy.blank(language, meta={"name": "tiny", "version": "1.2.3"})
            rules = [{"label": label, "pattern": name} for label, some in ENTITIES[language].items() for name in some]
            nlp.add_pipe("entity_ruler").add_patterns(rules)  # type: ignore[attr-defined]
            nlp.to_disk(path)
        return str(path)

    return make


@pytest.fixture
def real_pipeline(shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """The folder of a pipeline with trained weights."""
    folder = shared / "models" / "spacy-en-ner"
    if not folder.is_dir():
        pytest.skip("the trained pipeline is not here")

    def make() -> str:
        import spacy

        monkeypatch.syspath_prepend(str(folder))
        __import__("spacy2_ner")
        nlp = spacy.blank("en", meta={"name": "trained", "version": "2.2.5"})
        nlp.add_pipe("spacy2_ner", config={"path": str(folder / "ner.npz")})
        nlp.to_disk(tmp_path / "trained")
        return str(tmp_path / "trained")

    return make
