"""Whether the training data, or the tuned model, shows whose answers were copied.

## What it measures

Black-box distillation is fine-tuning on what another model, the teacher, wrote; its faults come along.

In the data, of what the assistant says and the training teaches, thinking included:

- `teacher_identity`: records in which it says that it is a known model, or who made it ("I am ChatGPT", "As an AI
  developed by Anthropic", "我是通义千问", "由…开发"), in English and Chinese, and that is not its own name. The option
  `model_name` says how the tuned model is to be called, `developer` who made it; else `model_name` and `model_author`
  of an ms-swift configuration do. A name of a known family frees that family (`GPT` alone is no family: `HuatuoGPT` may
  not say that it is ChatGPT). Where nobody says a name, that of the base is free. Letters that are drawn wide, hidden
  ones between them, and traditional characters are read as what they look like. Each claim is read in its sentence:
  denials, questions, quotations, what is supposed or told of others are none, nor is what the prompt ordered (a part to
  play, a text to translate, a name that it gave) or an answer with a thumbs-down. They are counted, hence "at least".
  `identity_in_thinking`: how many of these records say so among thoughts;
- `hedge`: records that speak of themselves as of an AI or a language model ("As an AI language model, I ..."), and
  neither claim a name there nor refuse; refusals are counted by `format/refusal`;
- `same_refusal`: records whose refusal stands word for word in two others or more;
- `cut_at_cap`: answers that stop open at the largest length that the data has, in tokens as they are estimated: the
  limit of a generator. Cuts at one number of characters are told by `format/cut_length`;
- `openings`: the share of long answers that begin with one of the ten commonest openings (behind the thinking, and
  among those that two or more have), a coarse sign of one style.
  How far the answers can be compressed is told by `overfitting/compressed`.

Thinking that some answers have and others lack, and empty thinking, are told by `format/mixed_thinking` and
`format/empty_thinking`.

With the option `teacher`, what was read of the terms of that teacher: which, when, and what they said of training on
its output; it is no legal advice. Of a teacher whose terms were not read, or that nobody knows, that is said.

In the model, with `--teacher`, a model whose tokens are the same, as means over texts with an interval of 90 %:

- `kl_train`, `kl_held_out`: KL(teacher || tuned model) over the next token, in nats, on answers of the data, and
  `agree_*`, the share of tokens at which both would write the same next one;
- `kl_teacher_text`, `kl_own_text`: the same on what the teacher and what the tuned model writes, greedily, to the same
  prompts, and `own_text_gap`: the latter less the former. Nothing of it is judged.

## Why it matters

A student says that it is its teacher, refuses in its words and stops where it was cut; and the terms of some teachers
forbid to train others on their output. A student that is near to its teacher on the teacher's texts alone was never
shown its own mistakes: that is the gap.

A claim warns only, as long as nobody says what the model is called: it may be its name. Where the policy says it, one
claim to be another model fails.

## What it misses

Models and makers that are not known here; claims in other languages, in ways that were never seen, in plain text
without speakers, in lists ("Name: ..."), or within JSON; beyond the first 100,000 characters around names in one
answer; a common name (Claude, Gemini) where neither answer nor question speaks of a model. Traits without words, which
students of the same family take over. Cuts where longer answers stand beside them or nearly every answer was cut, and
those that end with a sentence by chance. Terms that changed, and those that bind you.

## What to do

Replace the name by that of your model, or remove these records, then scan again. Rewrite copied refusals for your own
rules. Generate cut answers again with a higher limit. Read the terms of your teacher. Where the gap is large, train on
texts of the student that the teacher scores.

## Sources

Taori et al. 2023 (Alpaca) and the identity data of FastChat and LLaMA-Factory for forms of claims. Lambert et al. 2024,
"Tulu 3" (arXiv 2411.15124), which filters them. Agarwal et al. 2024, "On-Policy Distillation of Language Models"
(arXiv 2306.13649) for texts of the student. Cloud et al. 2025, "Subliminal Learning" (arXiv 2507.14805). DeepSeek-AI
2025, "DeepSeek-R1" (arXiv 2501.12948).
"""

from __future__ import annotations

from auditor.checks import Limit, Risk
from auditor.risks.distillation.options import DistillationOptions, more_limits
from auditor.risks.distillation.probe import DistillationProbe
from auditor.risks.distillation.scan import scan

RISK = Risk(
    id="distillation",
    limits={
        "distillation/teacher_identity": Limit(warn=0),
        "distillation/hedge": Limit(warn=0.05),
        "distillation/same_refusal": Limit(warn=0.01),
        "distillation/cut_at_cap": Limit(warn=0),
    },
    options=DistillationOptions,
    scanner=scan,
    probe=DistillationProbe,
    module=__name__,
    more_limits=more_limits,
)
