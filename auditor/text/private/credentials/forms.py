"""How a line of the tables of credentials becomes a pattern.

A line names a form, what it starts with, and the rest of it in a short notation: `%w{36}` is 36 letters or digits. Its
examples are made from the same notation by chance, so that no secret scanner reports these files.

Rules made for source code end a token at a quote or a line's end and so miss it in prose; here a token ends where its
own alphabet does.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache

from auditor.findings import Certainty
from auditor.text.private.labels import named_otherwise
from auditor.text.private.model import Anywhere, Around, AtGate, Behind, Hit, Judge, Pattern, near, words
from auditor.text.private.wrapped import is_placeholder

Sure = Callable[[str], Certainty | None]
"""How sure a value is by itself; None if only words before it can make it one."""

LEFT = r"(?:(?<![A-Za-z0-9])|(?<=\\[nrt]))"
END = r"(?!_{0,2}[A-Za-z0-9])"
"""After letters and digits: an underscore may be Markdown's."""
END_DASH = r"(?![A-Za-z0-9_\-])"
END_BASE64 = r"(?![A-Za-z0-9+/=])"
BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SAID = words(
    "key", "*key", "token", "*token", "secret", "*secret", "credential", "api", "bearer", "authorization", "password",
    "*pat", "密钥", "秘钥", "令牌", "凭证", "口令", "密码",
)  # fmt: skip
_REACH = 48

_WHOLE = {
    "g": "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}",
    "e": "={0,2}",
}
"""Parts that take no count: a UUID, and the padding of base64."""
_CLASSES = {
    "w": "[A-Za-z0-9]", "s": r"[A-Za-z0-9_\-]", "b": "[A-Za-z0-9+/]", "l": "[a-z0-9]", "u": "[A-Z0-9]", "a": "[a-z]",
    "h": "[0-9a-f]", "x": "[0-9A-Fa-f]", "d": "[0-9]", "q": "[A-Z2-7]", "j": "[a-z2-7]", "t": r"[A-Za-z0-9_.~\-]",
    "c": "[1-9A-HJ-NP-Za-km-z]",
}  # fmt: skip
_ENDS = {"s": END_DASH, "t": END_DASH, "b": END_BASE64}
_LOWER, _UPPER, _DIGITS = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
_LETTERS = {
    "w": BASE62, "s": BASE62, "b": BASE62, "l": _LOWER + _DIGITS, "u": _UPPER + _DIGITS, "a": _LOWER,
    "h": "0123456789abcdef",
    "x": "0123456789abcdef", "d": _DIGITS, "q": _UPPER + "234567", "j": _LOWER + "234567", "t": BASE62,
    "c": "".join(sorted(set(BASE62) - set("0OIl"))),
}  # fmt: skip
_PART = re.compile(r"%([a-zA-Z])(?:\{(\d+)(?:,(\d+))?\})?|\\?(.)")


def always(value: str) -> Certainty:
    """The start alone tells the form."""
    return "validated"


def mixed(value: str) -> Certainty | None:
    """Short starts may also start words: a digit, and a letter of either case, must be there."""
    return "validated" if any(map(str.isdigit, value)) and value.lower() != value.upper() else None


def random_looking(value: str) -> Certainty:
    """Digits and letters of both cases, as in a value drawn by chance."""
    body = value[-16:]
    return "validated" if body.lower() != body != body.upper() and any(map(str.isdigit, body)) else "shape"


def said(value: str) -> None:
    """Only words before it tell it from other numbers."""


def crc62(text: str) -> str:
    """The CRC-32 of a text as six characters in base 62."""
    return _based(zlib.crc32(text.encode()), BASE62, 6)


def _based(number: int, letters: str, length: int) -> str:
    out = ""
    for _ in range(length):
        number, rest = divmod(number, len(letters))
        out = letters[rest] + out
    return out


def checked(token: str) -> Certainty:
    """Whether the last six characters are the CRC-32, in base 62, of what the start leaves (GitHub's blog, 2021)."""
    return "validated" if token[-6:] == crc62(token.partition("_")[2][:-6]) else "shape"


def checked_whole(token: str) -> Certainty:
    """Whether the last six characters are the CRC-32, in base 62, of all before the last underscore (Synapse)."""
    return "validated" if token[-6:] == crc62(token[:-7]) else "shape"


def summed(token: str) -> Certainty:
    """Whether the last eight characters are the CRC-32, in hexadecimal, of all before them (Atlassian)."""
    return "validated" if token[-8:].lower() == crc16(token[:-8]) else "shape"


def summed_rest(token: str) -> Certainty:
    """The same for what the start leaves (Cloudflare)."""
    return summed(token.partition("_")[2])


def routed(token: str) -> Certainty:
    """Whether the last seven characters are the CRC-32, in base 36, of all before them (GitLab's routable tokens)."""
    return "validated" if token[-7:] == crc36(token[:-7]) else "shape"


def crc16(text: str) -> str:
    """The CRC-32 of a text as eight hexadecimal digits."""
    return f"{zlib.crc32(text.encode()):08x}"


def crc36(text: str) -> str:
    """The CRC-32 of a text as seven characters in base 36."""
    return _based(zlib.crc32(text.encode()), _DIGITS + _LOWER, 7)


@cache
def notation(spec: str) -> str:
    """The regex of a spec; the last part is possessive, because nothing of its alphabet may follow it."""
    parts = list(_PART.finditer(spec))
    last = _last(parts)
    out = []
    for place, part in enumerate(parts):
        kind, low, high, literal = part.groups()
        if literal is not None:
            out.append(re.escape(literal))
        elif kind in _WHOLE:
            out.append(_WHOLE[kind])
        else:
            count = f"{{{low},{high}}}" if high else f"{{{low}}}" if low else ""
            out.append(_CLASSES[kind] + count + ("+" if high and place >= last else ""))
    return "".join(out)


def _last(parts: list[re.Match[str]]) -> int:
    """The place of the last part that is not padding."""
    return len(parts) - (2 if parts[-1][1] == "e" else 1)


def end_of(spec: str) -> str:
    """What may not follow a value of a spec."""
    last = list(_PART.finditer(spec))[-1]
    return END_BASE64 if last[4] == "=" or last[1] == "e" else _ENDS.get(last[1] or "", END)


def example(spec: str, seed: str = "", short: bool = False) -> str:
    """A value of a spec, drawn by chance; a short one lacks the last character of its last part."""
    parts = list(_PART.finditer(spec))
    out = []
    for place, part in enumerate(parts):
        kind, low, _, literal = part.groups()
        drawn = f"{seed} {spec} {place}"
        if literal is not None:
            out.append(literal)
        elif kind == "g":
            body = _draw(drawn, "h", 32)
            out.append("-".join((body[:8], body[8:12], body[12:16], body[16:20], body[20:])))
        elif kind == "e":
            continue
        else:
            out.append(_draw(drawn, kind, int(low or 1)))
        if short and place == _last(parts):
            out[-1] = out[-1][:-1]
    return "".join(out)


def _draw(seed: str, kind: str, length: int) -> str:
    letters = _LETTERS[kind]
    drawn = hashlib.shake_128(seed.encode()).digest(length)
    body = [letters[byte % len(letters)] for byte in drawn]
    if length >= 8:  # a digit and both cases, near the end, where random values are told from words
        for place, class_ in ((-2, _DIGITS), (-4, _LOWER), (-6, _UPPER)):
            choices = [c for c in class_ if c in letters]
            if choices:
                body[place] = choices[drawn[place] % len(choices)]
    return "".join(body)


def judged(form: str, sure: Sure = always, context: re.Pattern[str] = SAID, reach: int = _REACH) -> Judge:
    """A judge that takes group 1, or else the whole match, as the value."""

    def judge(text: str, match: re.Match[str]) -> Hit | None:
        group = 1 if match.re.groups else 0
        value, start = match[group], match.start(group)
        certainty = sure(value)
        if certainty != "validated" and near(text, start, context, reach):
            certainty = "context"
        if certainty is None:
            return None
        test = is_placeholder(value) or value.startswith(_TEST_MODES)
        return Hit("credential", form, certainty, start, match.end(group), value, test)

    return judge


_TEST_MODES = ("sk_test_", "rk_test_")


def pattern(
    form: str, gate: Iterable[str], regex: str, hits: tuple[str, ...], misses: tuple[str, ...], sure: Sure = always
) -> Pattern:
    """A pattern whose regex and examples are written out."""
    words_of = tuple(gate)
    where = _where(words_of, regex)
    return Pattern("credential", form, words_of, re.compile(regex), judged(form, sure), hits, misses, where)


def _where(gate: tuple[str, ...], regex: str) -> Anywhere | AtGate | Around:
    """Where the matches are, as far as the regex shows it: it starts with the word, or must hold one, or neither."""
    shown = re.sub(r"\\(\W)", r"\1", regex.removeprefix(LEFT))
    if len(gate) == 1 and shown.startswith(gate[0]):
        return AtGate()
    return Around(before=256, longest=512) if len(gate) == 1 and gate[0] in shown else Anywhere()


def token(form: str, starts: str, spec: str, sure: Sure = always, *, hit: str = "", left: str = "") -> Pattern:
    """A token told by what it starts with."""
    begins = starts.split()
    lead = _common(begins)
    # The look-behinds stand after what all starts share: a regex that starts with letters is searched for faster.
    escaped = re.escape(lead)
    before = f"{escaped}(?:(?<![A-Za-z0-9{left}]{escaped})|(?<=\\\\[nrt]{escaped}))" if lead else LEFT
    rest = [re.escape(start[len(lead) :]) for start in begins]
    regex = before + ("(?:" + "|".join(rest) + ")" if len(rest) > 1 else rest[0]) + notation(spec) + end_of(spec)
    values = [hit] if hit else [start + example(spec, start) for start in begins]
    words_before = "key " if sure is said else ""
    hits = tuple(f"{words_before}«{value}»" for value in values)
    cut = begins[0] + example(spec, begins[0], short=True)
    bare = () if sure is not said else (values[0],)
    return replace(pattern(form, begins, regex, hits, (cut, "x" + values[0], *bare), sure), where=AtGate())


def _common(them: list[str]) -> str:
    low, high = min(them), max(them)
    size = next((i for i, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), min(len(low), len(high)))
    return low[:size]


_ASSIGNED = re.compile(
    # The look-behinds stand after the words: a regex that starts with one of few letters is searched for faster.
    r"(?:is(?<=[ \u4e00-\u9fff]is)|was(?<= was)|是|为|->|:=|=>|[:=：])"
    r"[ \t]{0,2}[\"'`*<]{0,3}(?=[A-Za-z0-9+/_.~:!,\-]{11})"
)
"""Where a value may begin. All the forms that are told by a name share it, so that it is compiled once."""


@cache
def _compiled(regex: str) -> re.Pattern[str]:
    return re.compile(regex)


@cache
def _value_of(spec: str) -> re.Pattern[str]:
    return _compiled(notation(spec) + end_of(spec))


def names(them: str) -> tuple[tuple[str, ...], str]:
    """The gate words and the regex of names parted by commas, in the cases and joints that code and prose use."""
    listed = [name.strip() for name in them.split(",")]
    gate = dict.fromkeys(
        cased.replace(" ", joint)
        for name in listed
        for cased in (name, name.lower(), name.title(), name.upper())
        for joint in ((" ", "_", "-", "") if " " in name else ("",))
    )
    regex = "|".join(re.escape(name.lower()).replace(r"\ ", r"[ _\-]?") for name in listed)
    return tuple(gate), rf"(?<![A-Za-z])(?i:{regex})(?![a-z])"


def named(form: str, them: str, spec: str) -> Pattern:
    """A value that any text could hold, told by its issuer's name and a word such as "key" before it."""
    gate, said_name = names(them)

    def judge(text: str, match: re.Match[str]) -> Hit | None:
        start = match.end()
        value = _value_of(spec).match(text, start)
        if value is None or (len(set(value.group())) < 5 and not is_placeholder(value.group())):
            return None
        before = text[max(0, start - _REACH - 16) : start]
        if _compiled(said_name).search(before) is None or not near(text, start, SAID, _REACH):
            return None
        if named_otherwise(text, start):
            return None
        return Hit("credential", form, "context", start, value.end(), value.group(), is_placeholder(value.group()))

    value, first = example(spec, form), them.split(",")[0].strip()
    env = first.upper().replace(" ", "_")
    hits = (f"{env}_API_KEY=«{value}»", f"my {first} secret is «{value}»", f'"{first.lower()}_token": "«{value}»"',
            f"{first}的密钥是«{value}»")  # fmt: skip
    misses = (
        f"{first} {value}",
        f"{first} key; its MD5 is {value}",
        f"{env}_API_KEY={example(spec, form, short=True)}",
        f"key={value}",
    )
    # The name ends before the value does begin, and starts at most 64 characters before that.
    return Pattern("credential", form, gate, _ASSIGNED, judge, hits, misses, Behind(0, _REACH + 16, 32))
