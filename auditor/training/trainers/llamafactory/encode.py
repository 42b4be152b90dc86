"""Messages to token ids, slot by slot (`Template` and its kin in `data/template.py`, `data/formatter.py`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from auditor.training.slots import CONTENT, Mark, Slots, SlotTemplate, Token
from auditor.training.trainers.llamafactory import tools as formats
from auditor.training.trainers.llamafactory.aligned import Message
from auditor.training.trainers.llamafactory.failure import TrainerError
from auditor.training.trainers.llamafactory.options import Options
from auditor.training.trainers.llamafactory.widened import UNKNOWN, Widened

Ids = list[int]
Pair = tuple[Ids, Ids]
"""A question with all before it, and its answer."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """Writes conversations down by a template."""

    template: SlotTemplate
    tokenizer: Widened
    options: Options

    @property
    def call_format(self) -> str:
        """A template that takes tools as they stand writes calls in the default form."""
        return "default" if CONTENT in self.template.tools else self.template.tools

    def pairs(self, messages: Sequence[Message], system: object, tools: object) -> list[Pair]:
        """Every question and its answer, for SFT; raises TrainerError where LLaMA-Factory raises."""
        whole = list(messages)
        earlier = self.options.mask_history and not self.options.preserve_thinking
        if self.template.empty_thought is not None:
            last = len(whole) - 1
            for place in range(1, len(whole), 2):
                if self.options.enable_thinking is False or (earlier and place != last):
                    whole[place] = self._without_thought(whole[place])
        coded = self._encode(whole, system, tools)
        pairs = [(coded[place], coded[place + 1]) for place in range(0, len(coded), 2)]
        if self.template.empty_thought is None:
            return pairs
        changed = [len(pairs) - 1] if earlier else range(len(pairs))
        for turn in changed:
            pairs[turn] = self._thinking(pairs[turn], whole[2 * turn + 1])
        return pairs

    def one(self, prompt: Sequence[Message], answer: Message, system: object, tools: object) -> Pair:
        """The whole conversation as one question, and its last answer, for DPO and KTO."""
        whole = [*prompt, answer]
        if self.template.empty_thought is not None:
            if not self.options.preserve_thinking:
                for place in range(1, len(whole) - 2, 2):
                    whole[place] = self._without_thought(whole[place])
            if self.options.enable_thinking is False:
                whole[-1] = self._without_thought(whole[-1])
        coded = self._encode(whole, system, tools)
        pair = ([number for ids in coded[:-1] for number in ids], coded[-1])
        return pair if self.template.empty_thought is None else self._thinking(pair, whole[-1])

    def _without_thought(self, message: Message) -> Message:
        before, after = map(re.escape, self.template.thought)
        text = re.sub(f"{before}(.*?){after}", "", text_of(message.text), flags=re.DOTALL)
        return replace(message, text=text.lstrip("\n"))

    def _thinking(self, pair: Pair, answer: Message) -> Pair:
        """With an empty thought, in the question or in the answer, where the answer holds none."""
        text = text_of(answer.text)
        if any(word.strip() in text for word in self.template.thought):
            return pair
        thought = self.tokenizer.encode(self.template.empty_thought or "")
        return (pair[0], thought + pair[1]) if self.options.enable_thinking else (pair[0] + thought, pair[1])

    def _encode(self, messages: Sequence[Message], system: object, tools: object) -> list[Ids]:
        opening = self._opening(system, tools)
        coded = []
        for place, message in enumerate(messages):
            head = [*self._fill(self.template.prefix)] if place == 0 else []
            said = opening if place == 0 else None
            if said is not None and not self.template.system_in_user:
                head += self._fill(self.template.system, said)
            coded.append([*head, *self._message(message, place, said)])
        return coded

    def _opening(self, system: object, tools: object) -> str | None:
        """System text and tools; None if there is neither."""
        text = system or self.template.default_system
        if not text and not tools:
            return None
        described = self._described(tools) if tools else ""
        if not isinstance(text, str):
            raise TrainerError("content_not_text")
        return text + described

    def _described(self, tools: object) -> str:
        if not isinstance(tools, str):
            raise TrainerError("bad_tools")
        if CONTENT in self.template.tools:
            return self.template.tools.replace(CONTENT, tools, 1)
        return formats.describe(self.template.tools, tools)

    def _message(self, message: Message, place: int, opening: str | None) -> Iterator[int]:
        text = text_of(message.text)
        match message.role:
            case "user" if self.template.system_in_user:
                lead = self.template.system[0] if opening is not None else ""
                before = lead.replace(CONTENT, opening or "", 1) if isinstance(lead, str) else ""
                return self._fill(self.template.user, before + text)
            case "user":
                return self._fill(self.template.user, text, str(place // 2))
            case "assistant":
                return self._fill(self.template.assistant, text)
            case "observation":
                return self._fill(self.template.observation, text)
            case "function":
                return self._fill(self.template.function, self._call(text))
            case _:
                raise TrainerError("unknown_role")

    def _call(self, text: str) -> str:
        """A call in the template's form, thoughts left before it."""
        if self.template.system_in_user:  # LLaMA-Factory hands these templates no words to look for
            return formats.write_calls(self.call_format, text)
        found = _between(self.template.tool_call, text)
        if found is not None:
            return text.replace(found.group(0), "") + formats.write_calls(self.call_format, found.group(1))
        thought = _between(self.template.thought, text)
        if thought is None:
            return formats.write_calls(self.call_format, text)
        return thought.group(0) + formats.write_calls(self.call_format, text.replace(thought.group(0), ""))

    def _fill(self, slots: Slots, text: str = "", turn: str | None = None) -> Iterator[int]:
        for slot in slots:
            match slot:
                case Mark.BOS:
                    bos = self.tokenizer.inner.bos
                    number = None if bos is None else self.tokenizer.id_of(bos)
                    if number is not None:
                        yield number
                case Mark.EOS:
                    yield self.end
                case Token(word):
                    number = self.tokenizer.id_of(word)
                    yield UNKNOWN if number is None else number
                case str():
                    filled = slot.replace(CONTENT, text, 1)
                    if turn is not None:
                        filled = filled.replace("{{idx}}", turn, 1)
                    if filled:
                        yield from self.tokenizer.encode(filled)

    @property
    def end(self) -> int:
        """Id of the tokenizer's end token."""
        number = self.tokenizer.id_of(self.tokenizer.eos)
        assert number is not None
        return number


def text_of(value: object) -> str:
    """The text of a message; raises TrainerError for anything else."""
    if not isinstance(value, str):
        raise TrainerError("content_not_text")
    return value


def _between(words: tuple[str, str], text: str) -> re.Match[str] | None:
    before, after = map(re.escape, words)
    return re.search(f"{before}(.*?){after}", text, re.DOTALL)
