"""General text whose loss is measured: the passages of `reading`, in both languages, and short programs. A cluster is a
passage or a program's form."""

from __future__ import annotations

import re
from itertools import product

from auditor.suites import Follow, Item
from auditor.suites.packs.making import Language
from auditor.suites.packs.reading import en, zh

FORMS = """
def {verb}_{noun}s({noun}s):
    return [{noun} for {noun} in {noun}s if {noun}.{field} > 0]

def count_{noun}s(path):
    with open(path) as file:
        return sum(1 for line in file if '{field}' in line)

class {Noun}:
    def __init__(self, {field}):
        self.{field} = {field}

    def {verb}(self):
        self.{field} += 1
        return self

for {noun} in sorted({noun}s, key=lambda {noun}: -{noun}['{field}'])[:10]:
    print({noun}['{field}'])

function {verb}{Noun}({noun}) {{
  if (!{noun}.{field}) return null;
  return {noun}.{field} * 2;
}}

SELECT {noun}, SUM({field}) AS total FROM {noun}s
WHERE {field} IS NOT NULL GROUP BY {noun} ORDER BY total DESC;

try:
    {verb}({noun})
except KeyError as error:
    log.warning('{noun} has no {field}: %s', error)
    raise

while {noun}s:
    {noun} = {noun}s.pop()
    if {noun}.{field} is not None:
        {verb}({noun}.{field})

public int {verb}({Noun} {noun}) {{
    int total = 0;
    for (int value : {noun}.{field}()) total += value;
    return total;
}}

by_{field} = {{}}
for {noun} in {noun}s:
    by_{field}.setdefault({noun}.{field}, []).append({noun})
"""
"""Programs, with an empty line between them; within one, lines of methods are told by their indent."""
WORDS = (("load", "order", "price"), ("check", "user", "age"), ("merge", "ticket", "level"), ("trim", "record", "size"))


def items(language: Language) -> tuple[Item, ...]:
    """The passages of a language and, with English, the programs."""
    source, glue = {"en": (en, " "), "zh": (zh, "")}[language]
    blocks = source.PASSAGES.strip().split("\n\n")
    passages = (block.replace("\n+ ", glue).splitlines()[0] for block in blocks)
    made = tuple(_item(f"{language}-{place}", language, text) for place, text in enumerate(passages))
    return (*made, *_programs()) if language == "en" else made


def _programs() -> tuple[Item, ...]:
    return tuple(
        Item(f"text-code-{place}-{noun}", "general_code", "en", f"form-{place}", (), Follow(_written(form, *words)))
        for (place, form), words in product(enumerate(_forms()), WORDS)
        for noun in (words[1],)
    )


def _forms() -> list[str]:
    return re.split(r"\n\n(?=\S)", FORMS.strip())


def _written(form: str, verb: str, noun: str, field: str) -> str:
    return form.format(verb=verb, noun=noun, Noun=noun.capitalize(), field=field)


def _item(name: str, language: Language, text: str) -> Item:
    return Item(f"text-{name}", f"general_{language}", language, name, (), Follow(text))
