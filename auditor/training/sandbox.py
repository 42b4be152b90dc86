"""The Jinja environment of chat templates, with bounds: a template comes from a stranger and may try to run for ever.

It is the environment that transformers 5.23 makes (`utils/chat_template_utils.py`): immutable sandbox, blocks trimmed,
loop controls, JSON that escapes nothing, dictionaries and namespaces without a way out. On top of it every step, call,
string and list is charged to a meter; a template that spends more than a conversation can need ends with `TooMuch`.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from types import BuiltinMethodType
from typing import Any

from jinja2 import TemplateError, nodes, pass_eval_context
from jinja2.compiler import CodeGenerator, optimizeconst
from jinja2.exceptions import SecurityError
from jinja2.ext import Extension, loopcontrols
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace

from auditor.training.meter import Meter, TooMuch

MAX_WIDTH = 100_000
"""Widths and counts that a template may ask a filter or a string method for."""
MAX_BITS = 1 << 16
"""Of a power or a product."""
_SLOW = 100_000
"""Characters that a filter of quadratic cost takes."""
_SLOW_FILTERS = frozenset("striptags urlize wordwrap title pprint xmlattr".split())
_WIDE_FILTERS = frozenset("center indent wordwrap truncate batch slice round tojson".split())
_WIDE_METHODS = frozenset("center ljust rjust zfill expandtabs to_bytes".split())
_WIDE_FORMAT = re.compile(r"\d{5}|\*|\{[^{}]*:[^{}]*\{")
"""Widths beyond 9,999 and widths that come from an argument."""


class _Dict:
    """`dict` of a template: no class, so no way to what a class holds."""

    def __call__(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        return dict(*args, **kwargs)

    def fromkeys(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        """As of `dict`."""
        return dict.fromkeys(*args, **kwargs)


class _Namespace(Namespace):
    """`namespace` of a template: refuses private names, and does not write out what it holds."""

    def __init__(*args: Any, **kwargs: Any) -> None:
        self, rest = args[0], args[1:]
        values = dict(*rest, **kwargs)
        for name in values:
            _public(name)
        Namespace.__init__(self, values)

    def __setitem__(self, name: str, value: Any) -> None:
        _public(name)
        Namespace.__setitem__(self, name, value)

    def __repr__(self) -> str:
        return "<Namespace>"


def _public(name: object) -> None:
    if isinstance(name, str) and name.startswith("_"):
        raise SecurityError("a namespace holds no private name")


class _Steps(CodeGenerator):
    """Writes templates whose loops, joins and literals are charged."""

    def visit_For(self, node: nodes.For, frame: Any) -> None:  # noqa: N802
        node.body = [nodes.ExprStmt(nodes.EnvironmentAttribute("tick")), *node.body]
        super().visit_For(node, frame)

    def visit_ExprStmt(self, node: nodes.ExprStmt, frame: Any) -> None:  # noqa: N802
        if isinstance(node.node, nodes.EnvironmentAttribute):
            self.writeline("environment.tick()")
        else:
            super().visit_ExprStmt(node, frame)

    @optimizeconst
    def visit_Concat(self, node: nodes.Concat, frame: Any) -> None:  # noqa: N802
        self.write("environment.joined((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("), ")
        if frame.eval_ctx.volatile:
            self.write("markup_join if context.eval_ctx.volatile else str_join)")
        else:
            self.write("markup_join)" if frame.eval_ctx.autoescape else "str_join)")

    def visit_List(self, node: nodes.List, frame: Any) -> None:  # noqa: N802
        self._made(super().visit_List, node, frame)

    def visit_Dict(self, node: nodes.Dict, frame: Any) -> None:  # noqa: N802
        self._made(super().visit_Dict, node, frame)

    def visit_Tuple(self, node: nodes.Tuple, frame: Any) -> None:  # noqa: N802
        if node.ctx == "load":
            self._made(super().visit_Tuple, node, frame)
        else:
            super().visit_Tuple(node, frame)

    def _made(self, visit: Callable[[Any, Any], None], node: Any, frame: Any) -> None:
        self.write("environment.meter.made(")
        visit(node, frame)
        self.write(")")


class _Generation(Extension):
    """`{% generation %}`: notes where what it writes stands, counted as transformers counts it.

    The start is what has left the template so far: within a macro or a block that is set to a variable it is too early.
    """

    tags = {"generation"}  # noqa: RUF012

    def parse(self, parser: Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endgeneration",), drop_needle=True)
        return nodes.CallBlock(self.call_method("_note"), [], [], body).set_lineno(line)

    @pass_eval_context
    def _note(self, context: object, caller: Callable[[], str]) -> str:
        written = caller()
        environment: Any = self.environment
        environment.generated.append((environment.meter.written, environment.meter.written + len(written)))
        return written


class Sandbox(ImmutableSandboxedEnvironment):
    """Compiles and renders untrusted chat templates. One rendering at a time."""

    code_generator_class = _Steps
    intercepted_binops = frozenset(("+", "*", "**", "%"))

    def __init__(self) -> None:
        super().__init__(trim_blocks=True, lstrip_blocks=True, extensions=[_Generation, loopcontrols])
        self.meter = Meter()
        self.generated: list[tuple[int, int]] = []
        self.globals.pop("lipsum")
        self.globals |= {
            "raise_exception": _refuse,
            "strftime_now": _now,
            "dict": _Dict(),
            "namespace": _Namespace,
        }
        self.filters["tojson"] = _json
        filters: dict[str, Any] = dict(self.filters)
        self.filters = {name: self._charged(name, call) for name, call in filters.items()}
        tests: dict[str, Any] = dict(self.tests)
        self.tests = {name: self._charged("", call) for name, call in tests.items()}

    def tick(self) -> None:
        """A round of a loop."""
        self.meter.charge()

    def concat(self, pieces: Iterable[str]) -> str:
        """Joins what a macro or a block wrote."""
        kept = list(pieces)
        self.meter.sized(sum(map(len, kept)))
        return "".join(kept)

    def joined(self, values: tuple[Any, ...], join: Callable[[Any], str]) -> str:
        """The operator `~`."""
        self.meter.sized(sum(map(self.meter.weigh, values)))
        return join(values)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Sums, products, powers and formats, after a look at what they would make."""
        meter = self.meter
        if isinstance(left, str | bytes | list | tuple) or isinstance(right, str | bytes | list | tuple):
            if operator == "*":
                times = max(value for value in (left, right, 1) if isinstance(value, int))
                meter.sized(times * max(meter.weigh(left), meter.weigh(right)))
            elif operator == "+":
                meter.sized(meter.weigh(left) + meter.weigh(right))
            elif operator == "%" and isinstance(left, str | bytes):
                self._formatted(str(left), str(left).count("%"), right)
        elif isinstance(left, int) and isinstance(right, int) and operator in ("*", "**"):
            size = left.bit_length()
            if (size * abs(right) if operator == "**" else size + right.bit_length()) > MAX_BITS:
                raise TooMuch
        return meter.made(super().call_binop(context, operator, left, right))

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """`str.format`, with bounded widths."""
        plain = super().wrap_str_format(value)
        if plain is None:
            return None
        pattern: str = value.__self__

        def bounded(*args: Any, **kwargs: Any) -> str:
            self._formatted(pattern, pattern.count("{"), (args, kwargs))
            return plain(*args, **kwargs)

        return bounded

    def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        """Calls what the sandbox lets be called; string methods only where the result is bounded."""
        meter = __self.meter
        meter.charge()
        if isinstance(__obj, BuiltinMethodType) and isinstance(__obj.__self__, str | bytes | int):
            args = __self._bounded(__obj.__name__, __obj.__self__, args, kwargs)
        return meter.made(super().call(__context, __obj, *args, **kwargs))

    def _bounded(self, name: str, owner: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
        every = (*args, *kwargs.values())
        if name in _WIDE_METHODS:
            _narrow(every)
        if name == "expandtabs":
            self.meter.sized(len(owner) + owner.count("\t" if isinstance(owner, str) else b"\t") * MAX_WIDTH)
        elif name == "replace" and len(args) > 1:
            self.meter.sized(len(owner) + (len(owner) // max(1, len(args[0])) + 1) * len(args[1]))
        elif name == "translate":
            self.meter.sized(len(owner) * max(map(self.meter.weigh, every), default=1))
        elif name == "join" and args:
            values = list(args[0])
            self.meter.sized(len(owner) * len(values) + sum(map(self.meter.weigh, values)))
            return (values, *args[1:])
        return args

    def _formatted(self, pattern: str, fields: int, values: object) -> None:
        if _WIDE_FORMAT.search(pattern):
            raise TooMuch
        self.meter.sized(len(pattern) + fields * (self.meter.weigh(values) + 9_999))

    def _charged(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        lead = 1 if getattr(call, "jinja_pass_arg", None) is not None else 0

        @functools.wraps(call)
        def charged(*args: Any, **kwargs: Any) -> Any:
            self.meter.charge()
            if name in _WIDE_FILTERS:
                _narrow((*args[lead + 1 :], *kwargs.values()))
            if name:
                args = self._fed(name, lead, args, kwargs)
            return self.meter.made(call(*args, **kwargs))

        return charged

    def _fed(self, name: str, lead: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
        """Looks at what a filter is fed; arguments that can be read once only are read into a list."""
        head, given = args[:lead], list(args[lead:])
        value = given[0] if given else ""
        rest = (*given[1:], *kwargs.values())
        if name in _SLOW_FILTERS and self.meter.weigh(value) > _SLOW:
            raise TooMuch
        if name == "indent":
            widths = [item if isinstance(item, int) else len(item) for item in rest if isinstance(item, int | str)]
            self.meter.sized(len(str(value)) + (str(value).count("\n") + 1) * max(widths, default=4))
        elif name == "replace" and len(given) > 2:
            self.meter.sized(len(str(value)) + (len(str(value)) // max(1, len(str(given[1]))) + 1) * len(str(given[2])))
        elif name == "join":
            given[0] = list(value)
            glue = max((len(item) for item in rest if isinstance(item, str)), default=0)
            self.meter.sized(glue * len(given[0]) + sum(map(self.meter.weigh, given[0])))
        elif name == "format":
            self._formatted(str(value), str(value).count("%"), rest)
        elif name == "sum" and any(isinstance(item, str | bytes | list | tuple) for item in rest):
            raise TooMuch
        elif name in ("tojson", "string", "list", "escape", "forceescape"):
            self.meter.charge(self.meter.weigh(value) >> 6)
        return (*head, *given)


def _narrow(values: Iterable[Any]) -> None:
    if any(isinstance(value, int) and abs(value) > MAX_WIDTH for value in values):
        raise TooMuch


def _refuse(message: object) -> None:
    raise TemplateError("raise_exception")


def _now(format: str) -> str:
    return datetime.now().astimezone().replace(tzinfo=None).strftime(format)


def _json(
    value: Any, ensure_ascii: bool = False, indent: Any = None, separators: Any = None, sort_keys: bool = False
) -> str:
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)
