"""Rendering: how prompts and targets become token ids. Needs no torch."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.models import Chat, Ids, Message, Plain, Prompt, Score
from auditor.models.render import CannotRender, Renderer
from auditor.training.chat import render
from tests.training import tiny

HI = Chat((Message("user", "Say hi"),))
BOS, IM_END = 3, 2
LLAMA = (
    "{{ bos_token }}{% for m in messages %}[{{ m.role }}] {{ m.content }}{% if m.role == 'assistant' %}{{ eos_token }}"
    "{% endif %}{% endfor %}{% if add_generation_prompt %}[assistant] {% endif %}"
)
OPENS = tiny.CHATML.replace("<|im_start|>assistant\\n", "<|im_start|>assistant\\n<think>\\n")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "tokenizer"


def words(renderer: Renderer, ids: tuple[int, ...]) -> str:
    text: str = renderer.tokenizer.core.decode(list(ids), skip_special_tokens=False)
    return text


def pair(renderer: Renderer, prompt: Prompt, target: str) -> tuple[str, str]:
    first, second = renderer.pair(Score(prompt, target))
    return words(renderer, first), words(renderer, second)


def test_plain_text_is_joined_as_lm_eval_joins_it(folder: Path) -> None:
    renderer = Renderer(tiny.tokenizer(folder), tiny.CHATML)
    assert pair(renderer, Plain("Once upon"), " a time") == ("<s>Once upon", " a time")
    assert pair(renderer, Plain("Once upon \n"), "a time") == ("<s>Once upon", " \na time")
    assert pair(renderer, Plain("<s>Once"), " a") == ("<s>Once", " a")
    assert renderer.pair(Score(Plain("Once"), " a"))[0].count(BOS) == 1


def test_a_token_across_the_border_is_cut_as_lm_eval_cuts_it(folder: Path) -> None:
    """The prompt alone has more tokens than it has together with the target: what is left of those is the target."""
    renderer = Renderer(tiny.tokenizer(folder), tiny.CHATML)
    encode = renderer.tokenizer.encode
    whole, head = encode("the girl", special=True), encode("the gi", special=True)
    assert whole[: len(head)] != head
    prompt, target = renderer.pair(Score(Plain("the gi"), "rl and the sky"))
    whole = encode("the girl and the sky", special=True)
    assert (list(prompt), list(target)) == (whole[: len(head)], whole[len(head) :])


def test_an_empty_prompt_is_the_token_with_which_texts_begin(folder: Path) -> None:
    renderer = Renderer(tiny.tokenizer(folder), tiny.CHATML)
    assert renderer.prompt(Plain("")) == renderer.prompt(Ids(())) == (BOS,)
    assert pair(renderer, Plain(""), "Once") == ("<s>", "Once")
    assert pair(renderer, Plain(""), "<s>Once") == ("<s>", "Once")


def test_ids_of_another_vocabulary_are_not_taken_for_its_own(folder: Path) -> None:
    renderer = Renderer(tiny.tokenizer(folder), tiny.CHATML, apart=True)
    assert pair(renderer, HI, "hi ho")[1] == "hi ho"
    with pytest.raises(CannotRender, match="no_reference"):
        renderer.pair(Score(Ids((4,)), "a"))
    with pytest.raises(CannotRender, match="no_reference"):
        renderer.pair(Score(Ids((4,)), (5,)))
    with pytest.raises(CannotRender, match="no_reference"):
        renderer.prompt(Ids((4,)))


def test_a_conversation_is_rendered_by_the_template(folder: Path) -> None:
    renderer = Renderer(tiny.tokenizer(folder), tiny.CHATML)
    wanted = render(tiny.CHATML, [{"role": "user", "content": "Say hi"}], add_generation_prompt=True).text
    assert words(renderer, renderer.prompt(HI)) == wanted
    assert pair(renderer, HI, "hi ho") == (wanted, "hi ho")
    assert pair(renderer, HI, " hi") == (wanted, " hi")


def test_tools_are_given_to_the_template(folder: Path) -> None:
    renderer = Renderer(tiny.tokenizer(folder), tiny.CHATML)
    prompt = Chat(HI.messages, tools='[{"type": "function", "function": {"name": "weather"}}]')
    assert '"name": "weather"' in renderer.text(prompt)
    with pytest.raises(CannotRender, match="no_template"):
        Renderer(renderer.tokenizer, None).prompt(prompt)


def test_the_token_with_which_texts_begin_is_not_doubled(folder: Path) -> None:
    renderer = Renderer(tiny.tokenizer(folder, template=LLAMA), LLAMA)
    assert words(renderer, renderer.prompt(HI)) == "<s>[user] Say hi[assistant] "
    # The blank at the end of the prompt makes one token with the answer, which belongs to the answer.
    assert pair(renderer, HI, "hi") == ("<s>[user] Say hi[assistant]", " hi")


@pytest.mark.parametrize(
    ("template", "eos", "ends"),
    [
        (tiny.CHATML, "<|im_end|>", ["<|im_end|>"]),
        (tiny.CHATML, "</s>", ["<|im_end|>", "</s>"]),
        (LLAMA, "</s>", ["</s>"]),
        ("{% for m in messages %}{{ m.content }}\n{% endfor %}", "</s>", ["</s>"]),
        ("{{ raise_exception('no') }}", "</s>", ["</s>"]),
        (None, "</s>", ["</s>"]),
    ],
)
def test_what_ends_an_answer(folder: Path, template: str | None, eos: str, ends: list[str]) -> None:
    renderer = Renderer(tiny.tokenizer(folder, template=template, eos=eos), template)
    assert [tiny.core().id_to_token(token) for token in renderer.ends] == ends


def test_thoughts_that_a_template_opens_are_closed_unless_they_are_wanted(folder: Path) -> None:
    tokenizer = tiny.tokenizer(folder, template=OPENS)
    assert Renderer(tokenizer, OPENS).text(HI).endswith("assistant\n<think>\n\n</think>\n\n")
    assert Renderer(tokenizer, OPENS, thinks=True).text(HI).endswith("assistant\n<think>\n")
    assert Renderer(tokenizer, OPENS).identity != Renderer(tokenizer, OPENS, thinks=True).identity


def test_what_cannot_be_rendered(folder: Path) -> None:
    tokenizer = tiny.tokenizer(folder)
    for template, prompt, target, reason in [
        ("{{ raise_exception('no') }}", HI, "hi", "template"),
        (tiny.CHATML, HI, "", "no_target"),
        (tiny.CHATML, Ids((1,)), "", "no_target"),
    ]:
        with pytest.raises(CannotRender, match=reason):
            Renderer(tokenizer, template).pair(Score(prompt, target))


def test_the_identity_follows_the_tokenizer_and_the_template(folder: Path, tmp_path: Path) -> None:
    one = Renderer(tiny.tokenizer(folder), tiny.CHATML)
    assert one.identity == Renderer(tiny.tokenizer(tmp_path / "again"), tiny.CHATML).identity
    others = [Renderer(tiny.tokenizer(tmp_path / "eos", eos="</s>"), tiny.CHATML), Renderer(one.tokenizer, LLAMA)]
    assert len({one.identity, *(other.identity for other in others)}) == 3


def test_an_answer_that_ends_has_what_ends_it_behind_it(folder: Path) -> None:
    with_template, without = Renderer(tiny.tokenizer(folder), tiny.CHATML), Renderer(tiny.tokenizer(folder), None)
    prompt, target = with_template.pair(Score(HI, "hi"))
    assert with_template.pair(Score(HI, "hi", ended=True)) == (prompt, (*target, IM_END))
    prompt, target = without.pair(Score(HI, "hi"))
    assert without.pair(Score(HI, "hi", ended=True)) == (prompt, (*target, *without.tokenizer.encode("\n")))
    prompt, target = with_template.pair(Score(Plain("Say"), " hi"))
    assert with_template.pair(Score(Plain("Say"), " hi", ended=True)) == (
        prompt,
        (*target, *without.tokenizer.encode("\n")),
    )
