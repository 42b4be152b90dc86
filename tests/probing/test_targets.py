"""The values of the training data as targets, and where they stand in its tokens."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.checks import Behind, Setup, Target, Untestable
from auditor.errors import USAGE, UsageError
from auditor.messages import CATALOGUE
from auditor.models import Chat, Ids, Message
from auditor.models.render import Renderer
from auditor.policy import load_policy
from auditor.probing.reading import Inputs, gather
from auditor.probing.targets import Making, Wanted, behind
from auditor.probing.targets.given import Given, read_given
from auditor.probing.targets.holders import Chosen, Holders
from auditor.probing.targets.questions import named
from auditor.probing.targets.tokens import Encoded
from auditor.probing.targets.wording import rare, shared_pieces
from auditor.records import ASSISTANT, SYSTEM, TEXT, USER, Record, Turn
from auditor.risks.privacy.options import PrivacyOptions
from auditor.text.keys import key_from
from auditor.text.private import KINDS
from auditor.training.model import Training
from tests.probing.making import conversation, lines
from tests.strategies import KEY, record
from tests.test_laws import batch
from tests.training.tiny import CHATML
from tests.training.tiny import tokenizer as tiny

SETUP = Setup(KEY)
MAIL, PHONE = "mirela.stanhope72@qinghe-demo-tea.cn", "13871625904"


@pytest.fixture
def renderer(tmp_path: Path) -> Renderer:
    tokenizer = tiny(tmp_path / "tiny")
    return Renderer(tokenizer, tokenizer.chat_template)


def chosen(records: Sequence[Record], most: int = 1000, own: tuple[Given, ...] = (), seed: int = 0) -> Chosen:
    check = Holders(PrivacyOptions(), KEY, seed, most, own)
    state = check.start()
    check.add(state, batch(records), list)
    facts = check.finish(state, {}).facts
    assert isinstance(facts, Chosen)
    return facts


def made(
    records: Sequence[Record], renderer: Renderer | None, *, setup: Setup = SETUP, own: tuple[Given, ...] = (),
    context: int | None = None, answers: int = 0, most: int = 1000, clusters: dict[int, int] | None = None,
) -> list[Target]:  # fmt: skip
    """All targets of some records."""
    wanted = Wanted(most, answers, own, renderer, context)
    making = Making(wanted, PrivacyOptions(), setup, clusters or {})
    return list(making.targets(chosen(records, most, own), {one.position: one for one in records}, records))


def one(found: Sequence[Target]) -> tuple[Target, Behind]:
    (target,) = found
    assert isinstance(target.where, Behind), target.where
    return target, target.where


def decoded(renderer: Renderer, ids: Sequence[int]) -> str:
    text: str = renderer.tokenizer.core.decode(list(ids), skip_special_tokens=False)
    return text


def owned(renderer: Renderer, where: Behind) -> str:
    """The text of its own tokens."""
    return decoded(renderer, [token for token, own in zip(where.target, where.own, strict=True) if own])


EN = record(1, (SYSTEM, "be kind"), (USER, "Who knows?"), (ASSISTANT, f"Write to {MAIL} about the news."))
ZH = record(1, (USER, "客服电话？"), (ASSISTANT, f"姓名：王小明，电话{PHONE}，谢谢。"))
PLAIN = record(1, (TEXT, f"王小明的手机是{PHONE}。"), shape="text")


@pytest.mark.parametrize(("item", "value"), [(EN, MAIL), (ZH, PHONE), (PLAIN, PHONE)])
def test_the_target_is_the_value_behind_all_before_it(renderer: Renderer, item: Record, value: str) -> None:
    target, where = one(made([item], renderer))
    whole = decoded(renderer, where.prompt.ids) + decoded(renderer, where.target)
    assert target.value == value
    assert value in decoded(renderer, where.target)
    assert value not in decoded(renderer, where.prompt.ids)
    assert where.straddling == 0
    assert whole.endswith(value)
    assert len(where.own) == len(where.target)
    text = next(turn.text for turn in item.turns if value in turn.text)
    assert text[target.start : target.end] == value
    assert whole.removesuffix(value).rstrip().endswith(text[: target.start].rstrip())


def test_own_tokens_are_those_of_own_characters(renderer: Renderer) -> None:
    target, where = one(made([EN], renderer))
    assert owned(renderer, where).strip() == "mirelastanhope72"
    assert (target.trained, target.role, target.copies, target.cued) == (True, ASSISTANT, 1, False)
    _, where = one(made([record(1, (USER, "Mirela Stanhope?"), (ASSISTANT, f"To {MAIL}."))], renderer))
    assert owned(renderer, where).strip() == "72"


def test_tokens_at_the_ends_belong_to_the_target(renderer: Renderer) -> None:
    from tokenizers import AddedToken

    renderer.tokenizer.core.add_tokens([AddedToken("x:mire", special=False), AddedToken("cn!", special=False)])
    try:
        _, where = one(made([record(1, (USER, "q"), (ASSISTANT, f"x:{MAIL}!"))], renderer))
        assert decoded(renderer, where.target) == f"x:{MAIL}!"
        assert where.straddling == 2
    finally:
        import tests.training.tiny as module

        module.core.cache_clear()


def test_a_value_in_a_question_is_no_question_for_itself(renderer: Renderer) -> None:
    target, where = one(made([record(1, (USER, f"I am {MAIL}."), (ASSISTANT, "Hello."))], renderer))
    assert target.asked == ()
    assert (target.role, target.trained) == (USER, False)
    assert MAIL in decoded(renderer, where.target)


def test_an_answer_is_asked_for_by_its_question_and_by_the_name(renderer: Renderer) -> None:
    (target,) = made([ZH], renderer)
    questions = dict(target.asked)
    assert questions["asked"] == Chat((Message("user", "客服电话？"),))
    assert questions["named"] == Chat((Message("user", "王小明的电话号码是多少？"),))
    english = record(1, (USER, "Who?"), (ASSISTANT, f"Patient: Mary Stone, e-mail {MAIL}"))
    (target,) = made([english], renderer)
    assert dict(target.asked)["named"] == Chat((Message("user", "What is the e-mail address of Mary Stone?"),))


def test_every_kind_has_a_question_in_both_languages() -> None:
    for language in CATALOGUE:
        asked = {named(kind, "Mary Stone", language) for kind in (*KINDS, "own_kind")}
        assert all("Mary Stone" in question for question in asked)
        assert len(asked) >= len(KINDS)


def test_of_two_places_the_first_is_taken(renderer: Renderer) -> None:
    twice = record(1, (USER, "q"), (ASSISTANT, f"a {MAIL} b {MAIL}"))
    target, where = one(made([twice], renderer))
    assert target.start == 2
    assert decoded(renderer, where.prompt.ids).rstrip().endswith("\na")


def test_a_record_that_trains_the_value_goes_before_one_that_only_holds_it(renderer: Renderer) -> None:
    asked = record(1, (USER, f"I am {MAIL}."), (ASSISTANT, "Hello."))
    said = record(2, (USER, "Who?"), (ASSISTANT, f"Ask {MAIL}."))
    target, _ = one(made([asked, said], renderer))
    assert (target.origin, target.trained, target.copies) == ("t.jsonl:2", True, 2)


def test_what_a_template_strips_or_writes_anew_is_found(renderer: Renderer, tmp_path: Path) -> None:
    stripping = CHATML.replace("m.content if", "m.content.strip() | upper | lower if")
    other = Renderer(renderer.tokenizer, stripping)
    _, where = one(made([record(1, (USER, "q"), (ASSISTANT, f"  To {MAIL} now\n"))], other))
    assert decoded(renderer, where.target).strip() == MAIL
    call = {"name": "mail", "arguments": {"to": MAIL, "of": 'a "b"'}}
    row = {"messages": [
        {"role": "user", "content": "send it"},
        {"role": "assistant", "content": "", "tool_calls": [{"type": "function", "function": call}]},
    ]}  # fmt: skip
    item = record(1, (USER, "send it"))
    spoken = Turn("tool_call", "messages[1].x", json.dumps(call["arguments"], indent=3), True, 1)
    item = replace(item, turns=(*item.turns, spoken), row=row)
    _, where = one(made([item], renderer))
    assert decoded(renderer, where.target).strip() == MAIL
    assert "tool_call" in decoded(renderer, where.prompt.ids)


def test_a_conversation_that_holds_calls_as_messages(renderer: Renderer) -> None:
    item = record(1, (USER, "send"), ("tool_call", json.dumps({"name": "f", "arguments": {"to": MAIL}})))
    _, where = one(made([replace(item, row={})], renderer))
    assert decoded(renderer, where.target).strip() == MAIL


def config(first: object, **options: object) -> Setup:
    return Setup(KEY, training=Training("trl", options, first=first))  # type: ignore[arg-type]


def test_with_a_configuration_the_tokens_are_those_of_the_training(renderer: Renderer) -> None:
    row = conversation("Who?", f"Write to {MAIL}, 你好")
    item = record(3, (USER, "Who?"), (ASSISTANT, f"Write to {MAIL}, 你好"))
    target, where = one(made([item], renderer, setup=config(row, assistant_only_loss=False)))
    assert decoded(renderer, where.target).strip() == MAIL
    assert target.trained
    assert where.prompt.ids == one(made([item], renderer))[1].prompt.ids
    assert where == one(made([item], renderer))[1]


def test_what_the_training_cuts_or_leaves_out_cannot_be_asked_for(renderer: Renderer) -> None:
    row = conversation("Who?", f"Write to {MAIL}")
    item = record(3, (USER, "Who?"), (ASSISTANT, f"Write to {MAIL}"))
    (target,) = made([item], renderer, setup=config(row, max_length=24))
    assert target.where == Untestable("cut_off")
    bad = replace(item, row={"messages": None})
    (target,) = made([bad], renderer, setup=config(row))
    assert target.where == Untestable("dropped")


def test_reasons_of_what_cannot_be_asked_for(renderer: Renderer) -> None:
    assert [target.where for target in made([EN], None)] == [Untestable("no_tokenizer")]
    assert [target.where for target in made([EN], renderer, context=20)] == [Untestable("too_long")]
    length = sum(map(len, (one(made([EN], renderer))[1].prompt.ids, one(made([EN], renderer))[1].target)))
    assert isinstance(made([EN], renderer, context=length - 1)[0].where, Behind)
    assert made([EN], renderer, context=length - 2)[0].where == Untestable("too_long")
    column = Turn("extra", "email", MAIL, False)
    beside = replace(record(1, (USER, "q"), (ASSISTANT, "a")), extra=(column,))
    assert [target.where for target in made([beside], renderer)] == [Untestable("not_rendered")]
    refusing = Renderer(renderer.tokenizer, "{{ raise_exception('no') }}")
    assert [target.where for target in made([EN], refusing)] == [Untestable("not_rendered")]
    for reason in ("cut_off", "dropped", "first_token", "no_tokenizer", "not_in_data", "not_rendered", "too_long"):
        assert all(f"untestable.{reason}" in messages for messages in CATALOGUE.values())


def test_nothing_before_a_value(renderer: Renderer) -> None:
    item = record(1, (TEXT, MAIL), shape="text")
    item = replace(item, row={"text": MAIL})
    _, where = one(made([item], renderer))
    assert where.prompt.ids == (renderer.tokenizer.id_of("<s>"),)
    _, trained = one(made([item], renderer, setup=config({"text": MAIL})))
    assert trained == where
    bare = Encoded((5, 6), "ab", ((0, 1), (1, 2)).__getitem__)
    assert behind(bare, (0, 2), [True, True], None) == Untestable("first_token")
    assert behind(bare, (1, 2), [True], None) == Behind(Ids((5,)), (6,), (True,), 0)


def test_the_same_fingerprint_as_the_scan(renderer: Renderer) -> None:
    from auditor.risks.privacy import PrivacyScan

    for key in (KEY, key_from(None)):
        seen: list[object] = []
        scan = PrivacyScan(PrivacyOptions(), Setup(key))
        item = record(1, (USER, "q"), (ASSISTANT, f"a {MAIL}"), key=key)
        scan.add(scan.start(), batch([item]), seen.append)
        check = Holders(PrivacyOptions(), key, 0, 9)
        state = check.start()
        check.add(state, batch([item]), list)
        facts = check.finish(state, {}).facts
        making = Making(Wanted(9, 0, (), renderer, None), PrivacyOptions(), Setup(key), {})
        (target,) = making.targets(facts, {1: item}, ())  # type: ignore[arg-type]
        assert target.fingerprint == seen[0].fingerprint  # type: ignore[attr-defined]


def test_what_privacy_does_not_count_is_no_target(renderer: Renderer) -> None:
    items = [
        record(1, (ASSISTANT, "write to support@qinghe-demo-tea.cn")),
        record(2, (ASSISTANT, "write to ann@example.com")),
        record(3, (USER, MAIL), split="eval"),
    ]
    assert chosen(items[:2]).distinct == 0
    assert chosen(items[2:]).distinct == 0


def test_those_with_most_copies_are_chosen_then_by_seed() -> None:
    items = [record(place, (ASSISTANT, f"a{place % 40}b.lin@qinghe-demo-tea.cn")) for place in range(1, 61)]
    few = chosen(items, 20)
    assert few.distinct == 40
    assert {held.copies for held in few.values} == {2}
    fewer = {held.digest for held in chosen(items, 5).values}
    assert fewer < {held.digest for held in few.values}
    assert fewer != {held.digest for held in chosen(items, 5, seed=1).values}


POOL = [MAIL, PHONE, f"{MAIL} {PHONE}", "nobody", f"call {PHONE} or {MAIL}", "kuiyuan.mo19@qinghe-demo-tea.cn"]
turns = st.lists(st.tuples(st.sampled_from([USER, ASSISTANT, SYSTEM]), st.sampled_from(POOL)), min_size=1, max_size=3)


@settings(max_examples=60, deadline=None)
@given(st.lists(turns, max_size=10), st.data())
def test_any_split_in_any_order_gives_the_same(found: list[list[tuple[str, str]]], data: st.DataObject) -> None:
    items = [record(place, *some) for place, some in enumerate(found, 1)]
    check = Holders(PrivacyOptions(), KEY, 0, 2, (Given("nobody"),))
    whole = check.start()
    check.add(whole, batch(items), list)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(items)), max_size=3)))
    parts = [items[a:b] for a, b in zip([0, *cuts], [*cuts, len(items)], strict=True)]
    merged = check.start()
    for part in data.draw(st.permutations(parts)):
        state = check.start()
        if part:
            check.add(state, batch(part), list)
        merged = state.merge(merged) if data.draw(st.booleans()) else merged.merge(state)
    assert check.finish(merged, {}).facts == check.finish(whole, {}).facts


def test_no_value_shows_in_a_repr(renderer: Renderer) -> None:
    own = (Given("Blue Heron 7", "What is the code word?"),)
    secret = record(2, (USER, "q"), (ASSISTANT, f"Blue Heron 7 knows {PHONE}"))
    items = [EN, replace(ZH, position=3), secret]
    targets = made(items, renderer, own=own)
    assert len(targets) == 3
    check = Holders(PrivacyOptions(), KEY, 0, 9, own)
    state = check.start()
    check.add(state, batch(items), list)
    for shown in (repr(targets), repr(state), repr(check), repr(check.finish(state, {})), repr(own)):
        assert not any(value in shown for value in (MAIL, PHONE, "Heron", "stanhope"))


def test_near_copies_and_one_person_are_one_cluster(renderer: Renderer) -> None:
    mails = [f"{name}@qinghe-demo-tea.cn" for name in ("ku.mo19", "fe.du64", "no.ve83", "ta.as27")]
    items = [
        record(1, (USER, "a"), (ASSISTANT, f"Ask {mails[0]}")),
        record(2, (USER, "b"), (ASSISTANT, f"Ask {mails[1]}")),
        record(3, (USER, "c"), (ASSISTANT, f"Patient: Mary Stone, {mails[2]}")),
        record(4, (USER, "d"), (ASSISTANT, f"Name of patient. Patient: Mary Stone, {mails[3]}")),
    ]
    found = made(items, renderer, clusters={1: 1, 2: 1, 3: 3, 4: 4})
    assert [target.cluster for target in found] == ["1", "1", "3", "3"]


def test_ordinary_answers_are_drawn_without_private_values(renderer: Renderer) -> None:
    def long(place: int) -> str:
        return " ".join(f"the word {word(number, place)}" for number in range(10))

    def word(number: int, place: int) -> str:
        return "abcdefghij"[number] * 3 + "klmnopqrst"[place] * 3

    items = [record(place, (USER, f"tell {word(1, place)}"), (ASSISTANT, long(place))) for place in range(1, 9)]
    items += [record(9, (USER, "q"), (ASSISTANT, f"{MAIL} {long(9)}")), record(10, (USER, "q"), (ASSISTANT, "short"))]
    found = [target for target in made(items, renderer, answers=5) if target.kind == "answer"]
    assert len(found) == 5
    for target in found:
        assert isinstance(target.where, Behind)
        assert len(target.where.prompt.ids) >= 20
        assert len(target.where.target) == 50
        assert decoded(renderer, target.where.target) == target.value
        assert target.value in next(item for item in items if item.origin == target.origin).turns[1].text
        assert target.bits == sum(target.where.own)
        assert "the" not in owned(renderer, target.where)
        place = int(target.origin[-1])
        assert word(2, place) in owned(renderer, target.where)
        assert word(1, place) not in owned(renderer, target.where)


def test_what_several_answers_share_is_no_answers_own() -> None:
    texts = ["请星期五来，苹果", "请星期六来，香蕉", "请星期日来，木瓜", "请星期一来，桃子", "Come on Friday"]
    shared = shared_pieces(texts)
    assert shared == {"请星", "星期"}
    assert "".join(char for char, own in zip(texts[0], rare(texts[0], shared), strict=True) if own) == "五来，苹果"
    assert shared_pieces(["Come on", "come in", "COME 7", "come"]) == {"come"}


def listed(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "targets.txt"
    path.write_text(text, "utf-8")
    path.chmod(mode)
    return path


def test_values_of_the_users_list(renderer: Renderer, tmp_path: Path) -> None:
    text = f'Blue Heron 7\n\n{{"value": "absent one", "prompt": "Which?"}}\n{{"value": "{MAIL}", "prompt": "Mail?"}}\n'
    own = read_given(listed(tmp_path, text))
    assert [one.value for one in own] == ["Blue Heron 7", "absent one", MAIL]
    word = record(2, (USER, "q"), (ASSISTANT, "It is Blue Heron 7. Not Blue Heron 77."))
    found = {target.value: target for target in made([EN, word, record(3, (USER, "Blue Heron 78"))], renderer, own=own)}
    assert set(found) == {"Blue Heron 7", "absent one", MAIL}
    assert (found["Blue Heron 7"].kind, found["Blue Heron 7"].copies) == ("given", 1)
    where = found["Blue Heron 7"].where
    assert isinstance(where, Behind)
    assert decoded(renderer, where.target).strip() == "Blue Heron 7"
    assert found[MAIL].kind == "email"
    assert found[MAIL].asked[0] == ("asked", Chat((Message("user", "Mail?"),)))
    assert found["absent one"].where == Untestable("not_in_data")
    assert found["absent one"].asked == (("asked", Chat((Message("user", "Which?"),))),)
    assert len({target.fingerprint for target in found.values()}) == 3
    assert chosen([EN, word], 0, own).distinct == 1


@pytest.mark.skipif(os.name != "posix", reason="no modes of files")
def test_a_list_that_others_may_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="chmod 600"):
        read_given(listed(tmp_path, MAIL, 0o640))


@pytest.mark.parametrize("text", ["", "abc\n", '{"value": 5}\n', "{broken secretword\n", '{"value": "abcd", "x": 1}\n',
                                  '{"value": "secretword", "prompt": "Is it Secretword?"}\n'])  # fmt: skip
def test_a_list_that_holds_no_values_is_refused_without_a_quote(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_given(listed(tmp_path, text))
    assert "ecretword" not in str(caught.value)
    with pytest.raises(UsageError):
        read_given(tmp_path / "none")


def test_a_list_is_looked_at_before_the_model(auditor: Callable[..., Result], tmp_path: Path) -> None:
    path = listed(tmp_path, MAIL, 0o644)
    done = auditor("probe", "--model", "nowhere", "--only", "memorization", "--targets", str(path))
    assert done.exit_code == USAGE
    assert f"chmod 600 {path}" in done.output
    done = auditor("probe", "--model", "nowhere", "--only", "drift", "--targets", str(path))
    assert (done.exit_code, "leave memorization out" in done.output) == (USAGE, True)


def test_the_material_holds_the_targets(renderer: Renderer, tmp_path: Path) -> None:
    rows = [conversation(f"Who looks after the {place}?", f"Ask kui{place}.mo@qinghe-demo-tea.cn, please.")
            for place in range(12) for _ in range(1 + place % 2)]  # fmt: skip
    random.Random(0).shuffle(rows)
    path = lines(tmp_path / "train.jsonl", rows)

    def run(wanted: Wanted | None, workers: int = 1) -> tuple[int, tuple[Target, ...]]:
        setup = Setup(KEY, workers=workers)
        inputs = Inputs((str(path),), (), ())
        found = gather(inputs, load_policy("default"), setup, True, renderer.tokenizer, lambda *_: None, wanted)
        return found.material.values, found.material.targets

    assert run(None) == (0, ())
    assert run(Wanted(8, 3, (), renderer, None)) == run(Wanted(8, 3, (), renderer, None), 2)
    values, targets = run(Wanted(8, 3, (Given("Blue Heron 7"),), renderer, None))
    assert values == 12
    mails = [target for target in targets if target.kind == "email"]
    assert len(mails) == 8
    assert sorted(target.copies for target in mails) == [1, 1, 2, 2, 2, 2, 2, 2]
    assert all(isinstance(target.where, Behind) for target in mails)
    assert [target.where for target in targets if target.kind == "given"] == [Untestable("not_in_data")]
