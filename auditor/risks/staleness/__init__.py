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
  means that 31 % of what the model is to know should come from retrieval. An answer counts as factual that nothing
  shows to be something else, so the part is too small where many tasks are among your records;
- `teaches_other`: in another language. They may change or not: the upper ends of the first two findings count them all.

The fact decides, not the words: "current" in a physics answer changes nothing. What the prompt gives (a passage, a
table, a tool's result, the numbers of a sum), what the question dates ("in 1998"), fiction, mathematics, code,
translations and rewrites never change. Of an assistant's turn its thinking and what announces a call are left out, and
so are answers that are not trained; a text that holds a whole conversation ("Question: ... Answer: ...", or with the
marks of a chat template) is taken apart. Each hit names the place of the words that tell it, and their kind; the
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
| `stable`: what stays, and all else | weights; retrieval for single facts | a fact seen once is learned poorly |
| `slow`: facts that change slowly | weights, dated and reviewed; or retrieval | the next training is far away |
| `fresh`: facts that change within a year | retrieval | each change would need a training |
| `lookup`: one exact value that changes | retrieval, or a tool | an index gives it exactly |

Retrieval has its price: a search before each answer, a longer context, and an index that somebody keeps up to date.

## Why it matters

A fine-tuned model goes on saying last year's price, fluently and without a date, until somebody pays for the next
training. Facts in an index are changed in a minute.

## What it misses

Facts whose question has none of the words it knows: of 130 labeled records that change within a year it found 111.
Of 117 that it called fast and that are fast or never changing, 111 were fast (F1 0.90; English 0.91, Chinese 0.88). It
tells slow from never poorly: of 130 slow records it found 65 and called 55 never changing, 10 fast. The labels follow a
rule that was written down before there was a detector. They were looked at five times, as totals only: when the
detector was finished; after words for slow facts were added from made-up examples; after the form of telephone numbers
was narrowed on our sample data; and in and after a review of made-up cases and of public records without a label, by
which two more of the fast ones were found. 261 of the 400 records are made up, so your data will differ.

Where few facts change, false alarms weigh more. In 85,111 public records without a label, mostly tasks, stories and
medicine, it called 40 fast, of which a reader found 12 to be so, and besides 109 of 10,026 sums. The words were mended
on these very records (now 18, of which 15 are fast, and no sum), so expect worse of yours, and look the hits through.

It looks at the first 600 characters of an answer, at the first 8 answers of a conversation, at the last 3 questions of
a prompt; a prompt of more than 1,000 characters counts as the material of its answer. Text without a speaker is looked
at up to 600 characters, or up to 4,000 where it holds questions and answers. Other languages than English and Chinese
are not looked at; German, French, Spanish, Portuguese, Italian and Dutch are told by their small words, other Latin
scripts pass for English. A later question of a conversation is judged by its own words. It knows no calendar: whether a
date is past already is not told. Whether a base model knows a fact already is told by the risk `knowledge`.

## What to do

`auditor scan DATA --to-rag FILE` writes the fast answers out, one a line, with the place, what stands before the
question, prompt, answer, the words that tell it, kind and guessed half-life: the beginning of an index. A conversation
gives a line for each of them, an answer with a thumbs-down none. Look them through, and take them out of the training
data; train answering from a given text instead. Put a date into slow answers ("As of 2026 ...") and review them before
the next training. Keep the rest. Retrain for skills, not for facts.

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
