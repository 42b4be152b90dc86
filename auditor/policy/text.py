"""The text of a policy file: YAML to plain values, and where in the file each of them stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
import yaml

from auditor.errors import PolicyError

LARGEST = 2**20
"""Bytes of the largest policy file that is read."""
_MOST = 4 * LARGEST


class _Loader(yaml.SafeLoader):
    """Reads `off` and `yes` as words, as YAML 1.2 does: only `true` and `false` are truth values. Dates are texts."""


_WORDS = {"tag:yaml.org,2002:bool": "tTfF", "tag:yaml.org,2002:timestamp": ""}
"""Letters with which a value of such a kind begins."""
_Loader.yaml_implicit_resolvers = {
    letter: [(tag, regex) for tag, regex in resolvers if tag not in _WORDS or (letter and letter in _WORDS[tag])]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True, slots=True)
class Places:
    """Where in the policy file something stands."""

    name: str
    tree: Any

    def __call__(self, *path: object) -> str:
        """`policy.yaml:7` for the deepest key of the path that is there."""
        node, line = self.tree, self.tree.start_mark.line if self.tree is not None else 0
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


def parsed(name: str, text: str) -> tuple[dict[Any, Any], Places]:
    """The content of a policy file of that name.

    Raises:
        PolicyError: it is no YAML, or says something twice, or is no mapping of plain values.
    """
    try:
        _refuse_more(name, text)
        tree = yaml.compose(text, Loader=_Loader)
        if tree is not None and _unfolded(tree, {}) > _MOST:
            raise PolicyError(f"{name}: its aliases (*name) unfold to far more than a policy; write them out")
        content = yaml.load(text, Loader=_Loader)
        orjson.dumps(content, default=str, option=orjson.OPT_NON_STR_KEYS)  # a report holds the options
    except yaml.YAMLError as error:
        raise PolicyError(f"{name}{_line(error, text)}: {_said(error)}; mend it there") from error
    except (ValueError, TypeError, AttributeError, RecursionError) as error:  # what a wrong number makes of yaml
        raise PolicyError(
            f"{name}: a value in this file is nested too deeply, or reads like a number and is none; write plain "
            "values, and texts in quotes"
        ) from error
    _refuse_repeats(name, tree)
    if not isinstance(content, dict):
        raise PolicyError(f"{name}: a policy is a mapping that begins with 'version: 1'; see: auditor schema policy")
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


def _refuse_more(name: str, text: str) -> None:
    """Several documents in one file, of which YAML would read one, and tags, which make other things of values."""
    documents = 0
    for event in yaml.parse(text, Loader=_Loader):
        place = f"{name}:{event.start_mark.line + 1}" if event.start_mark is not None else name
        documents += isinstance(event, yaml.DocumentStartEvent)
        if documents > 1:
            raise PolicyError(
                f"{place}: with this '---' a second document begins, and a policy is one; remove it, or make two files"
            )
        if tag := getattr(event, "tag", None):
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            raise PolicyError(
                f"{place}: here stands the tag {shown!r}, and policies have no tags; write the value alone, a text in "
                "quotes"
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


def _refuse_repeats(name: str, tree: yaml.Node | None) -> None:
    """A key that stands twice: YAML would take the last one and forget the limits of the first."""
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
                    raise PolicyError(
                        f"{name}:{line}: the key {key.value!r} stands here a second time; make one of both"
                    )
                seen.add(key.value)
                nodes.append(value)
