"""YAML that others wrote, to plain values: no bombs of aliases, no tags, nothing said twice; and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
import yaml

from auditor.errors import UsageError

LARGEST = 2**20
"""Bytes of the largest file that is read."""
_DEEPEST = 200
_MOST = 4 * LARGEST


@dataclass(frozen=True, slots=True)
class Dialect:
    """What sort of file it is: how its words are read, and how its faults are told."""

    what: str
    """Its name in messages, in the singular: `policy`."""
    many: str
    """The same in the plural: `policies`."""
    loader: type[yaml.SafeLoader]
    error: type[UsageError]


def loader(kept: dict[str, str]) -> type[yaml.SafeLoader]:
    """A safe loader that leaves values of some kinds as texts.

    By tag (`bool`, `timestamp`) the letters with which a value begins that is still read as such a kind.
    """
    tags = {f"tag:yaml.org,2002:{name}": letters for name, letters in kept.items()}

    class Loader(yaml.SafeLoader):
        pass

    Loader.yaml_implicit_resolvers = {
        letter: [(tag, regex) for tag, regex in resolvers if tag not in tags or (letter and letter in tags[tag])]
        for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return Loader


@dataclass(frozen=True, slots=True)
class Places:
    """Where in the file something stands."""

    name: str
    tree: Any

    def __call__(self, *path: object) -> str:
        """`policy.yaml:7` for the deepest key of the path that is there; the name alone where lines are not known."""
        if self.tree is None:
            return f"{self.name}:1"
        node, line = self.tree, self.tree.start_mark.line
        for part in path:
            if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                line = node.start_mark.line
                continue
            if not isinstance(node, yaml.MappingNode):
                break
            found = [(key, value) for key, value in node.value if key.value == str(part)]
            if not found:
                break
            line, node = found[0][0].start_mark.line, found[0][1]
        return f"{self.name}:{line + 1}"


def parsed(name: str, text: str, dialect: Dialect) -> tuple[Any, Places]:
    """The content of a file of that name.

    Raises:
        UsageError: of the dialect's own kind: it is no YAML, or says something twice, or holds no plain values.
    """
    try:
        _refuse_more(name, text, dialect)
        tree = yaml.compose(text, Loader=dialect.loader)
        if tree is not None and _unfolded(tree, {}) > _MOST:
            raise dialect.error(f"{name}: its aliases (*name) unfold to far more than a {dialect.what}; write them out")
        content = yaml.load(text, Loader=dialect.loader)
        orjson.dumps(content, default=str, option=orjson.OPT_NON_STR_KEYS)  # a report holds the options
    except yaml.YAMLError as error:
        raise dialect.error(f"{name}{_line(error, text)}: {_said(error)}; mend it there") from error
    except (ValueError, TypeError, AttributeError, RecursionError) as error:  # what a wrong number makes of yaml
        raise dialect.error(
            f"{name}: a value in this file is nested too deeply, or reads like a number and is none; write plain "
            "values, and texts in quotes"
        ) from error
    _refuse_repeats(name, tree, dialect)
    return content, Places(name, tree)


def _said(error: yaml.YAMLError) -> str:
    match error:
        case yaml.reader.ReaderError():
            return "a character that YAML does not allow stands here"
        case yaml.composer.ComposerError():
            return "an alias (*name) has no anchor (&name) before it here, or the anchor is there twice"
        case yaml.constructor.ConstructorError():
            return "a key that is a list or a mapping, a merge (<<) of what is no mapping, or a bare '=' stands here"
    return "this is no YAML: indentation, a quote, a bracket or a colon is wrong"


def _line(error: yaml.YAMLError, text: str) -> str:
    if isinstance(error, yaml.reader.ReaderError):
        return f":{text.count(chr(10), 0, error.position) + 1}"
    mark = getattr(error, "problem_mark", None)
    return f":{mark.line + 1}" if mark is not None else ""


def _refuse_more(name: str, text: str, dialect: Dialect) -> None:
    """Several documents in one file, of which YAML would read one, and tags, which make other things of values."""
    documents = depth = 0
    for event in yaml.parse(text, Loader=dialect.loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:  # YAML takes the time of the square of it
            raise RecursionError
        place = f"{name}:{event.start_mark.line + 1}" if event.start_mark is not None else name
        documents += isinstance(event, yaml.DocumentStartEvent)
        if documents > 1:
            raise dialect.error(
                f"{place}: with this '---' a second document begins, and a {dialect.what} is one; remove it, or make "
                "two files"
            )
        if tag := getattr(event, "tag", None):
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            raise dialect.error(
                f"{place}: here stands the tag {shown!r}, and {dialect.many} have no tags; write the value alone, a "
                "text in quotes"
            )


def _unfolded(node: yaml.Node, known: dict[int, int]) -> int:
    """About how many characters it would take to write a node without aliases: fifteen short lines can ask for 8 GB."""
    if id(node) not in known:
        known[id(node)] = _MOST  # for as long as it is not known: what stands in itself has no end
        inner = [node.value] if isinstance(node, yaml.SequenceNode) else node.value
        parts = [part for pair in inner for part in pair] if isinstance(node, yaml.CollectionNode) else []
        own = len(node.value) if isinstance(node, yaml.ScalarNode) else 0
        known[id(node)] = 1 + own + sum(_unfolded(part, known) for part in parts)
    return known[id(node)]


def _refuse_repeats(name: str, tree: yaml.Node | None, dialect: Dialect) -> None:
    """A key that stands twice: YAML would take the last one and forget what the first said."""
    nodes = [tree] if tree is not None else []
    visited: set[int] = set()
    while nodes:
        node = nodes.pop()
        if id(node) in visited:  # an alias: it may stand in many places, even in itself
            continue
        visited.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            nodes += node.value
        elif isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if key.value in seen:
                    line = key.start_mark.line + 1
                    raise dialect.error(
                        f"{name}:{line}: the key {key.value!r} stands here a second time; make one of both"
                    )
                seen.add(key.value)
                nodes.append(value)
