"""Elements of a page. Text is escaped where it is written out, so there is no way to put markup into a page as text."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from auditor.messages import CATALOGUE, Language, printable, say

LONGEST = 240
"""Characters of a text from the data: the rest is cut off, and the evidence file has it whole."""


@dataclass(frozen=True, slots=True)
class Element:
    """An element with what stands in it."""

    tag: str
    attributes: tuple[tuple[str, str], ...]
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Both:
    """The same in both languages: the page shows one of them."""

    en: Node
    zh: Node


@dataclass(frozen=True, slots=True)
class Own:
    """A style or a script, by the name of a file that comes with this module: nothing else is written unescaped."""

    tag: Literal["style", "script"]

    @property
    def content(self) -> str:
        """The file without its indentation."""
        return _file("page.css" if self.tag == "style" else "page.js")

    @property
    def source(self) -> str:
        """What a content security policy allows it by."""
        digest = hashlib.sha256(self.content.encode()).digest()
        return f"sha256-{base64.b64encode(digest).decode()}"


Node = Element | Both | Own | str | None
LANGUAGES: tuple[Language, Language] = ("en", "zh")
TAGS: dict[Language, str] = {"en": "en", "zh": "zh-Hans"}
"""Values of `lang`."""
_VOID = frozenset({"meta", "input", "br"})


def el(tag: str, *children: Node, **attributes: str | float | None) -> Element:
    """An element. In the name of an attribute `_` is a hyphen, at its end nothing; an attribute of None is left out."""
    given = ((name.rstrip("_").replace("_", "-"), value) for name, value in attributes.items())
    return Element(tag, tuple((name, _plain(value)) for name, value in given if value is not None), children)


def each(children: Iterable[Node]) -> tuple[Node, ...]:
    """What there is of them."""
    return tuple(child for child in children if child is not None)


def said(key: str, **values: object) -> Node:
    """The text of a key of the messages, in both languages."""
    return both(say(key, "en", **values), say(key, "zh", **values))


def both(en: str, zh: str) -> Node:
    """A text in both languages; one that is the same in both stands once."""
    return en if en == zh else Both(en, zh)


def data(text: str, most: int = LONGEST, tag: str = "bdi", class_: str | None = None) -> Element:
    """A text from the data, cut to a length that a page can show."""
    return el(tag, clipped(text, most), class_=class_, translate="no")


def clipped(text: str, most: int = LONGEST) -> str:
    """The beginning of a text."""
    return text if len(text) <= most else f"{text[:most]}…"


def known(key: str) -> bool:
    """Whether the messages have this key."""
    return key in CATALOGUE["en"]


def written(node: Node) -> str:
    """The markup of an element and all that stands in it."""
    return "".join(_pieces(node))


def _pieces(node: Node) -> Iterator[str]:
    match node:
        case None:
            return
        case str():
            yield _escaped(node)
        case Own(tag):
            yield f"<{tag}>{node.content}</{tag}>"
        case Both(en, zh):
            for language, text in ((TAGS["en"], en), (TAGS["zh"], zh)):
                yield from _pieces(el("span", text, lang=language))
        case Element(tag, attributes, children):
            yield f"<{tag}"
            for name, value in attributes:
                yield f' {name}="{_escaped(value)}"'
            yield ">"
            if tag not in _VOID:
                for child in children:
                    yield from _pieces(child)
                yield f"</{tag}>"


def _escaped(text: str) -> str:
    return html.escape(printable(text))


@cache
def _file(name: str) -> str:
    lines = (Path(__file__).parent / name).read_text("utf-8").splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def _plain(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
