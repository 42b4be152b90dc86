"""Opens the models of a run: tuned, base and shipped, with what is to be said of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from auditor import weights
from auditor.errors import UsageError
from auditor.models.local import adapters, folders, loading
from auditor.models.local.dial import Dial
from auditor.models.local.folders import Folder
from auditor.models.local.loading import Place, Precision
from auditor.models.local.network import Network
from auditor.models.local.scorer import VERSION, LocalModel
from auditor.models.local.taught import Pupil
from auditor.models.render import Renderer
from auditor.training import tokenizers
from auditor.training.tokenizers import Loaded

Key = Literal[
    "other_vocabulary",
    "resized",
    "other_architecture",
    "other_base_named",
    "two_copies",
    "no_template",
    "template_of_base",
    "tokenizer_of_base",
    "base_has_other_template",
    "teacher_has_other_template",
]


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that a reader of the report should know of the models: a key `model.remark.*` of the messages."""

    key: Key
    values: tuple[str, ...] = ()
    """What is put into the message, in its order."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The models of a run."""

    tuned: LocalModel
    base: LocalModel | None
    shipped: LocalModel | None
    remarks: tuple[Remark, ...]
    taught: Pupil | None = None
    """The tuned model and its teacher."""
    adapted: Dial | None = None
    """The tuned model, where it is an adapter whose strength can be set."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A checkpoint in memory, not yet a model that can be asked."""

    folder: Folder
    network: Network
    ends: tuple[int, ...]
    digest: str
    """Of weights and settings."""
    base: Network | None = None
    """The same weights with the adapter switched off."""


def open_models(
    model: str,
    base: str | None = None,
    shipped: str | None = None,
    *,
    teacher: str | None = None,
    device: str = "auto",
    dtype: Precision = "auto",
    template: str | None = None,
    thoughts: int = 0,
    trust_remote_code: bool = False,
    allow_pickle: bool = False,
) -> Opened:
    """Opens folders or ids of the Hub. The base of an adapter is found without `base`.

    Base and tuned share one set of weights where the tuned model is an adapter. Where their token ids mean the same
    tokens, both are asked in the tuned model's rendering. `template` is Jinja source that stands in for the tokenizer's
    own; `thoughts` is how many tokens a thinking model may think, 0 that it is not to. `teacher` is the model that
    taught the tuned one; its token ids must mean the same tokens.

    Raises:
        UsageError: one of them cannot be opened; the message says what to give instead.
        ModelError: the memory does not suffice.
    """
    place = Place(loading.device(device), dtype, trust_remote_code, allow_pickle)
    find = cache(lambda name: folders.found(name, pickle=allow_pickle, code=trust_remote_code))
    tuned_folder = find(model)
    base_name = base or (adapters.base_of(tuned_folder) if tuned_folder.adapter else None)
    remarks = list(_named_otherwise(tuned_folder, base))
    tuned = _read(tuned_folder, place, find, base_name)
    other: _Read | None = None
    if base_name is not None:
        base_folder = find(base_name)
        if tuned.base is not None:
            other = _Read(base_folder, tuned.base, tuned.ends, _digest(base_folder))
        else:
            other = _read(base_folder, place, find, None)
            remarks += [Remark("two_copies")] if tuned_folder.adapter else []
    third = None if shipped is None else _read(find(shipped), place, find, base_name)
    if teacher is None:
        return _Opening(tuned, other, third, None, template, thoughts, remarks).opened()
    _refuse_other_tokens(tuned_folder, other, find(teacher), find)
    taught = _read(find(teacher), place, find, None)
    return _Opening(tuned, other, third, taught, template, thoughts, remarks).opened()


@dataclass(frozen=True, slots=True)
class _Opening:
    tuned: _Read
    base: _Read | None
    shipped: _Read | None
    teacher: _Read | None
    template: str | None
    thoughts: int
    remarks: list[Remark]

    def opened(self) -> Opened:
        own = self._tokenizer()
        source = self.template or own.chat_template
        base_words = None if self.base is None else _tokenizer_of(self.base.folder)
        if source is None and base_words is not None and base_words.chat_template is not None:
            source = base_words.chat_template
            self.remarks.append(Remark("template_of_base"))
        if source is None:
            self.remarks.append(Remark("no_template"))
        renderer = Renderer(own, source, self.thoughts > 0)
        alike = self.base is not None and (base_words is None or _alike(own, base_words))
        reference = self.base.network if self.base is not None and alike else None
        if self.base is not None:
            self._compare(self.base, alike)
        tuned = self._model(self.tuned, renderer, reference)
        taught = None if self.teacher is None else Pupil(tuned, self._taught_by(self.teacher, renderer))
        return Opened(
            tuned,
            None if self.base is None else self._beside(self.base, renderer, None),
            None if self.shipped is None else self._beside(self.shipped, renderer, reference),
            tuple(dict.fromkeys(self.remarks)),
            taught,
            self._adapted(tuned),
        )

    def _adapted(self, tuned: LocalModel) -> Dial | None:
        """The tuned model with its adapter, where switching that off is proven to give the base."""
        peft = None if self.tuned.base is None else self.tuned.base.adapter
        return Dial(tuned, peft) if peft is not None and adapters.can_be_set(peft) else None

    def _taught_by(self, read: _Read, renderer: Renderer) -> LocalModel:
        """The teacher, in the rendering of the tuned model."""
        words = _tokenizer_of(read.folder)
        if words is not None and words.chat_template not in (None, renderer.template):
            self.remarks.append(Remark("teacher_has_other_template"))
        return self._model(read, renderer, None)

    def _tokenizer(self) -> Loaded:
        """That of the tuned model, or of its base where it has none."""
        if (self.tuned.folder.path / "tokenizer.json").is_file():
            return tokenizers.load(str(self.tuned.folder.path))
        if self.base is None or not (self.base.folder.path / "tokenizer.json").is_file():
            name = self.tuned.folder.name
            raise UsageError(
                f"{name}: there is no tokenizer.json here, nor in the folder of a base; save the tokenizer beside the"
                " weights, by `AutoTokenizer.from_pretrained(...).save_pretrained(...)` of transformers"
            )
        self.remarks.append(Remark("tokenizer_of_base"))
        return tokenizers.load(str(self.base.folder.path))

    def _compare(self, base: _Read, alike: bool) -> None:
        kinds = [read.network.model.config.model_type for read in (self.tuned, base)]
        if kinds[0] != kinds[1]:
            self.remarks.append(Remark("other_architecture", tuple(kinds)))
        words = [read.network.words for read in (self.tuned, base)]
        if not alike:
            self.remarks.append(Remark("other_vocabulary"))
        elif words[0] != words[1]:
            self.remarks.append(Remark("resized", tuple(map(str, words))))

    def _beside(self, read: _Read, renderer: Renderer, reference: Network | None) -> LocalModel:
        """A model beside the tuned one: in its rendering where the ids mean the same, else in its own."""
        words = _tokenizer_of(read.folder)
        if words is None or _alike(renderer.tokenizer, words):
            if words is not None and words.chat_template not in (None, renderer.template):
                self.remarks.append(Remark("base_has_other_template"))
            return self._model(read, renderer, reference)
        own = Renderer(words, words.chat_template or renderer.template, renderer.thinks, apart=True)
        return self._model(read, own, None)

    def _model(self, read: _Read, renderer: Renderer, reference: Network | None) -> LocalModel:
        ends = tuple(dict.fromkeys((*read.ends, *renderer.ends)))
        parts = (VERSION, read.digest, renderer.identity, str(read.network.model.dtype), str(ends), str(self.thoughts))
        identity = hashlib.sha256("\n".join(parts).encode()).hexdigest()
        return LocalModel(read.folder.name, identity, read.network, renderer, reference, self.thoughts, ends)


def _read(folder: Folder, place: Place, find: Callable[[str], Folder], base: str | None) -> _Read:
    if not folder.adapter:
        model, ends = loading.load(folder, place)
        return _Read(folder, Network(model, place.device), ends, _digest(folder))
    below = find(base or adapters.base_of(folder))
    if below.adapter:
        raise UsageError(f"{below.name}: this base is an adapter itself; merge it into its own base first")
    model, ends = loading.load(below, place)
    worn = adapters.wear(folder, model, below.name, place.device)
    off = Network(worn.model, place.device, worn.peft) if worn.is_base else None
    return _Read(folder, Network(worn.model, place.device), ends, f"{_digest(below)} {_digest(folder)}", off)


def _digest(folder: Folder) -> str:
    return f"{weights.digest(Path(folder.path))} {loading.settings_digest(folder)}"


def _tokenizer_of(folder: Folder) -> Loaded | None:
    return tokenizers.load(str(folder.path)) if (folder.path / "tokenizer.json").is_file() else None


def _refuse_other_tokens(tuned: Folder, base: _Read | None, teacher: Folder, find: Callable[[str], Folder]) -> None:
    """Raises UsageError where the token ids of a teacher do not mean what those of the tuned model mean: the
    distributions of both could not be compared then."""
    own = _tokenizer_of(tuned) or (None if base is None else _tokenizer_of(base.folder))
    words = _tokenizer_of(teacher) or (_tokenizer_of(find(adapters.base_of(teacher))) if teacher.adapter else None)
    if words is None:
        raise UsageError(
            f"--teacher {teacher.name}: there is no tokenizer.json here, so nobody knows whether its tokens are "
            f"those of"
            f" {tuned.name}; save its tokenizer beside the weights"
        )
    if own is None or _alike(own, words):
        return
    first, second = own.core.get_vocab(), words.core.get_vocab()
    same = sum(second.get(token) == number for token, number in first.items())
    raise UsageError(
        f"--teacher {teacher.name}: its tokens are not those of {tuned.name} ({same:,} of {len(first):,} ids mean "
        f"the same"
        f" in both, and it has {len(second):,}), so their distributions cannot be compared token by token; give a "
        f"teacher"
        " of the same vocabulary, or leave --teacher out"
    )


def _alike(one: Loaded, other: Loaded) -> bool:
    """Whether ids of both mean the same tokens. Either may have more."""
    first, second = one.core.get_vocab(), other.core.get_vocab()
    few, many = sorted((first, second), key=len)
    return all(many.get(token) == number for token, number in few.items())


def _named_otherwise(folder: Folder, base: str | None) -> tuple[Remark, ...]:
    """An adapter names its base; that of the call may be the same model in another place."""
    if base is None or not folder.adapter:
        return ()
    named: Any = folder.settings(weights.ADAPTER).get("base_model_name_or_path")
    if not isinstance(named, str) or Path(named).name == Path(base).name:
        return ()
    return (Remark("other_base_named", (named, base)),)
