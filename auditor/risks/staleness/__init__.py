"""Answers that will soon be wrong, because what they say changes.

## What it measures

Of each training record, how soon the fact that its answer teaches will change, told by the words of question and
answer, in English and Chinese, without a model:

- `fast_changing`: within about a year. Prices and fees, what is in stock, versions, who holds an office, timetables
  and opening hours, contacts, standings and squads, news and the state of affairs, the weather, ages, recommendations
  of what is on sale, rules of travel, quotas and limits, this year's policies, figures of the market. A policy can
  limit it;
- `slow_changing`: over several years. Populations, laws, standing company rules, treatments, steps in programs, what a
  degree takes, records, where a firm has its seat, monarchs and owners;
- `fast_of_facts`: the part of the *factual* answers that changes within a year, of both languages and of each: 31 %
  means that 31 % of what the model is to know should come from retrieval.

The fact decides, not the words: "current" in a physics answer changes nothing. What the prompt gives (a passage, a
table, a tool's result, the numbers of a sum), what the question dates ("in 1998"), fiction, mathematics, code,
translations and rewrites never change. Each hit names the place of the words that tell it, and their kind; the
half-life goes with the kind and is a guess: days (weather, market), weeks (stock, standings), months (prices, versions,
schedules, news), a year (offices, contacts, ages, recommendations, travel, quotas, policies), years for what changes
slowly. A conversation has the kind of its fastest fact.

**Fine-tune or retrieve**: `teaches_*` counts what the records are there to teach, each record once, told by words, too.

| the records teach | put it into | because |
|---|---|---|
| `identity`: who the model is | weights | it must hold without any context |
| `style`: a voice, an invention | weights | no document holds how to say a thing |
| `instruction`: tasks on a text; `given`: answers from a given text | weights | it is a skill; the text comes along |
| `tools`, `code_math`: calls of tools, code, calculations | weights | it is a skill |
| `stable`: facts and advice that stay | weights; retrieval for single facts | a fact seen once is learned poorly |
| `slow`: facts that change slowly | weights, dated and reviewed; or retrieval | the next training is far away |
| `fresh`: facts that change within a year | retrieval | each change would need a training |
| `lookup`: one exact value that changes | retrieval, or a tool | an index gives it exactly |

Retrieval has its price: a search before each answer, a longer context, and an index that somebody keeps up to date.

## Why it matters

A fine-tuned model goes on saying last year's price, fluently and without a date, until somebody pays for the next
training. Facts in an index are changed in a minute.

## What it misses

Facts whose question has none of the words it knows: of 130 labeled records that change within a year it found 109.
Of 115 that it called fast and that are fast or never changing, 109 were fast (F1 0.89; English 0.90, Chinese 0.88). It
tells slow from never poorly: of 130 slow records it found 65 and called 55 never changing, 10 fast. The labels follow a
rule that was written down before there was a detector. They were looked at three times, as totals only: when the
detector was finished; after words for slow facts were added from made-up examples; and after the form of telephone
numbers was narrowed on our sample data. No number of the fast ones moved. 261 of the 400 records are made up, so your
data will differ.

It looks at the first 600 characters of an answer, at the first 8 answers of a conversation, at the last 3 questions of
a prompt; a prompt of more than 1,000 characters counts as the material of its answer. Text without a speaker is looked
at up to 600 characters. Other languages than English and Chinese are not looked at. It knows no calendar: whether a
date is past already is not told. Whether a base model knows a fact already is told by the risk `knowledge`.

## What to do

`auditor scan DATA --to-rag FILE` writes the fast records out, one a line, with origin, prompt, answer, kind and guessed
half-life: the beginning of an index. Take them out of the training data, and train answering from a given text instead.
Put a date into slow answers ("As of 2026 ...") and review them before the next training. Keep the rest. Retrain for
skills, not for facts.

## Sources

Vu et al. 2023, "FreshLLMs" (arXiv 2310.03214): facts that change fast, slowly and never. Pletenev et al. 2025,
"Will It Still Be True Tomorrow?" (arXiv 2505.21115): evergreen questions. Ovadia et al. 2023, "Fine-Tuning or
Retrieval?" (arXiv 2312.05934): retrieval beats tuning for facts, and a fact must be seen in many forms. Gekhman et al.
2024 (arXiv 2405.05904): new facts are learned slowly and raise hallucination. The labels and their rule:
`tests/bench/staleness`.
"""

from __future__ import annotations

from auditor.checks import Limit, Risk
from auditor.risks.staleness.options import StalenessOptions
from auditor.risks.staleness.scan import StalenessScan

RISK = Risk(
    id="staleness",
    limits={"staleness/fast_changing": Limit(warn=0.1, informational=True)},
    options=StalenessOptions,
    scanner=StalenessScan,
    module=__name__,
)
