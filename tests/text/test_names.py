"""Names and addresses: the pipelines, Presidio around them, our own rules, and what stays offline."""

from __future__ import annotations

import logging
import re
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import UsageError
from auditor.text.names import pipelines, resolve
from auditor.text.names.addresses import addresses
from auditor.text.names.engine import Engine, UnloadableError, load
from auditor.text.names.language import language_of
from auditor.text.names.measured import BY_DEFAULT, ENOUGH, MEASURED, Measured
from auditor.text.names.pieces import LONGEST, pieces
from auditor.text.names.placeholders import is_placeholder
from auditor.text.names.recognizers import Gate, check, entities
from auditor.text.names.rules import names
from tests.conftest import Made


def values(engine: Engine, text: str) -> list[tuple[str, str]]:
    (found,) = engine.search([text])
    return [(hit.kind, text[hit.start : hit.end]) for hit in found.hits]


@pytest.mark.parametrize(
    ("text", "language"),
    [("", None), ("12:30 — 7%", None), ("hello", "en"), ("你好", "zh"), ("请用 Python 写一个函数", "zh"),
     ("The word 你好 means hello, as everybody here knows.", "en"), ("Привет", "en")],
)  # fmt: skip
def test_language(text: str, language: str | None) -> None:
    assert language_of(text) == language


def test_a_pipeline_of_the_user_is_found_and_gives_persons_and_places(made: Made) -> None:
    engine = load(resolve((made("en"), made("zh"))))
    assert values(engine, "Ada Quillfeather met Mr. Thistlewood in Porthaven.") == [
        ("person", "Ada Quillfeather"), ("person", "Thistlewood"), ("place", "Porthaven"),
    ]  # fmt: skip
    assert values(engine, "昨天慕容云歌来了。") == [("person", "慕容云歌")]
    assert values(engine, "from 7 Larkspur Lane, Porthaven") == [("address", "7 Larkspur Lane, Porthaven")]
    assert engine.search(["12345", ""])[0].by is None


def test_stock_names_are_told_apart(made: Made) -> None:
    engine = load(resolve((made("en"),)))
    (found,) = engine.search(["Ada Quillfeather and John Doe and {{Ada Quillfeather}}"])
    assert [hit.test for hit in found.hits] == [False, True, True]
    for name in ("张三", "John  DOE", "{{name}}", "[Full Name]", "张某", "某某", "张**"):
        assert is_placeholder(name), name
    assert not is_placeholder("Ada Quillfeather")
    assert not is_placeholder("慕容云歌", "“", "”")


def test_texts_in_a_language_without_a_pipeline_are_said_to_be_unread(made: Made) -> None:
    english, chinese = load(resolve((made("en"),))).search(["Ada Quillfeather", "昨天慕容云歌来了。"])
    assert (english.unread, chinese.unread, chinese.hits) == (False, True, ())
    assert english.by is not None
    assert english.by.name == "en_tiny"


def test_equal_texts_and_equal_paragraphs_are_read_once(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(resolve((made("en"),)), ())
    read: list[str] = []
    nlp = engine._nlp["en"]
    pipe = nlp.pipe

    def counted(texts: list[str], **options: Any) -> Iterator[Any]:
        read.extend(texts)
        return pipe(texts, **options)  # type: ignore[no-any-return]

    monkeypatch.setattr(nlp, "pipe", counted)
    found = engine.search(["Rule.\nAda Quillfeather", "Rule.\nAda Quillfeather", "Rule.\nNobody", "1234"])
    assert sorted(read) == ["Ada Quillfeather", "Nobody", "Rule.\n"]
    assert [[(hit.start, hit.end) for hit in text.hits] for text in found] == [[(6, 22)], [(6, 22)], [], []]


def test_pieces_are_the_text_and_no_longer_than_they_may_be() -> None:
    wrapped = "This line is wrapped in the middle of a sentence by Ada\nQuillfeather, who writes it."
    assert pieces(wrapped, whole=False, cased=True) == [(0, wrapped)]
    for text in (wrapped, "a\nb\n\nc", "x" * (2 * LONGEST + 7), "word " * LONGEST, "", "\n"):
        for whole in (True, False):
            cut = pieces(text, whole=whole, cased=False)
            assert "".join(piece for _, piece in cut).replace("\n", "") == text.replace("\n", "")
            assert all(text[start : start + len(piece)] == piece for start, piece in cut)
            assert max((len(piece) for _, piece in cut), default=0) <= LONGEST


@pytest.mark.parametrize(
    "marked",
    [
        "The sum is four. «I asked Ada Quillfeather. »It is late. And I'm here.",
        "«I met Mr. Thistlewood. He came with Ada. »The end is near.",
        "What is it? «Thistlewood knows. »",
        "it is all in lower case",
        "«مرحبا بالعالم»",
    ],
)
def test_sentences_that_can_hold_no_name_are_left_out(marked: str) -> None:
    text = marked.replace("«", "").replace("»", "")
    assert [piece for _, piece in pieces(text, whole=False, cased=True)] == re.findall("«(.*?)»", marked)


def test_a_text_longer_than_a_pipeline_takes_is_searched_to_its_end(made: Made) -> None:
    text = "filler " * 200_000 + "Ada Quillfeather"
    assert values(load(resolve((made("en"),))), text) == [("person", "Ada Quillfeather")]


def test_characters_that_are_none_do_no_harm(made: Made) -> None:
    engine = load(resolve((made("en"), made("zh"))))
    assert values(engine, "\ud800 Ada Quillfeather \x00") == [("person", "Ada Quillfeather")]
    assert values(engine, "昨天慕容云歌\udfff来了") == [("person", "慕容云歌")]


def test_words_are_forgotten_after_the_search(made: Made) -> None:
    engine = Engine(resolve((made("en"),)), ())
    vocab = engine._nlp["en"].vocab
    if not hasattr(vocab, "memory_zone"):
        pytest.skip("this spaCy cannot forget")
    engine.search(["Ada Quillfeather"])
    before = len(vocab.strings)
    engine.search([f"Word{number} Ada Quillfeather" for number in range(500)])
    assert len(vocab.strings) == before


def test_what_is_installed_is_taken_the_largest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    class Point:
        def __init__(self, name: str) -> None:
            self.name = name

    there = ["en_core_web_sm", "en_core_web_md", "zh_core_web_sm", "de_core_news_sm"]
    monkeypatch.setattr(pipelines, "entry_points", lambda group: [Point(name) for name in there])
    monkeypatch.setattr(pipelines, "version_of", lambda name: "3.8.0")
    assert [(found.name, found.language) for found in resolve(())] == [
        ("en_core_web_md", "en"),
        ("zh_core_web_sm", "zh"),
    ]
    assert [found.name for found in resolve(("de_core_news_sm", "basic"))] == ["de_core_news_sm", "basic"]
    with pytest.raises(UsageError, match="same language"):
        resolve(("en_core_web_sm", "en_core_web_md"))


def test_what_is_not_installed_is_said_with_the_way_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="python -m spacy download en_core_web_lg"):
        resolve(("en_core_web_lg",))
    with pytest.raises(UsageError, match="not installed"):
        resolve(("numpy",))
    (tmp_path / "meta.json").write_text('{"lang": "en", "name": "x", "version": "1"}')
    with pytest.raises(UnloadableError):
        load(resolve((str(tmp_path),)))
    monkeypatch.setattr(pipelines, "find_spec", lambda name: None)
    assert resolve(()) == ()
    with pytest.raises(UsageError, match=r"pip install 'finetune-auditor\[names\]'"):
        resolve(("basic",))


def test_looking_for_pipelines_imports_no_spacy() -> None:
    import subprocess

    code = "import sys; from auditor.text.names import resolve; resolve(()); assert 'spacy' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


NAMED = [
    ("en", "My name is «Oona Farrow» and I like tea."),
    ("en", "Dear Mr. «Thistlewood», thank you."),
    ("en", "I asked «Margaret Thistlewood» about it."),
    ("en", "Then Senator «Quillfeather» left."),
    ("en", "Thank you.\n\nSincerely,\n«Oona Farrow»"),
    ("zh", "我叫«慕容云歌»，今年二十岁。"),
    ("zh", "姓名：«王小明»"),
    ("zh", "请联系«欧阳明»先生。"),
    ("zh", "《百年孤独》，«加西亚·马尔克斯»的小说"),
]


@pytest.mark.parametrize(("language", "marked"), NAMED)
def test_our_own_rules_find_names_by_their_cues(language: Any, marked: str) -> None:
    match = re.search("«(.*)»", marked)
    assert match is not None
    text = marked.replace("«", "").replace("»", "")
    assert (match.start(), match.end() - 2) in names(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "Add 12 to 30 and write The Sum of Both Numbers."), ("en", "I May Go in June."), ("en", "Wilson Street"),
     ("zh", "今天天气很好，我很高兴。"), ("zh", "马上就到，请安静。")],
)  # fmt: skip
def test_our_own_rules_find_no_names_where_there_are_none(language: Any, text: str) -> None:
    assert names(text, language) == ()


ADDRESSES = [
    "Send it to «221B Larkspur Street, Porthaven» today.",
    "«1600 N Quillfeather Avenue NW, Porthaven, DC 20500»",
    "«P.O. Box 123, Springfield»",
    "«Lerchenstraße 12, 10115 Berlin»",
    "«12 rue de la Huppe, 75002 Paris»",
    "Address: «4-3-2 Hibari, Minato City, 105»",
    "我住在«北京市朝阳区云雀路88号院3号楼1204室»，",
    "收货地址：«浙江省杭州市西湖区云雀新村138号7楼»",
]


@pytest.mark.parametrize("marked", ADDRESSES)
def test_addresses_are_found_by_their_parts(marked: str) -> None:
    match = re.search("«(.*)»", marked)
    assert match is not None
    text = marked.replace("«", "").replace("»", "")
    assert addresses(text) == ((match.start(), match.end() - 2),)


@pytest.mark.parametrize(
    "text",
    [
        "IP address: 192.0.2.7 (Router)",
        "In 2012 The Drive was",
        "3 Days Of Way",
        "走到第3号",
        "地址不正确",
        "Paris",
        "北京市",
    ],
)
def test_what_is_no_address(text: str) -> None:
    assert addresses(text) == ()


def test_the_component_is_a_pipeline_of_its_own_and_is_measured() -> None:
    engine = load(resolve(("basic",)))
    assert values(engine, "My name is Oona Farrow, of 7 Larkspur Lane.") == [
        ("person", "Oona Farrow"), ("address", "7 Larkspur Lane"),
    ]  # fmt: skip
    assert values(engine, "我叫慕容云歌。") == [("person", "慕容云歌")]
    assert Measured("", 0.5, 0.25).f2 == pytest.approx(5 * 0.125 / 1.5)
    assert Measured("", 0, 0).f2 == 0
    assert set(BY_DEFAULT) == {language for language, found in MEASURED.items() if found.f2 >= ENOUGH}


def test_recognizers_of_presidio_by_entity() -> None:
    engine = load(resolve(("basic",)), ("US_BANK_NUMBER", "UK_NHS"))
    assert values(engine, "my bank account is 12345678") == [("recognizer", "12345678")]
    assert values(engine, "there are 12345678 stars") == []
    assert values(engine, "NHS number 401 023 2137") == [("recognizer", "401 023 2137")]
    with pytest.raises(UsageError, match="did you mean 'UK_NHS'"):
        check(("UK_NSH",))
    check(("PHONE_NUMBER", "CREDIT_CARD", "URL"))


TRICKY = [
    "call +44 20 7946 0018 or 212-555-0199", "a@example.com, http://example.com/x?y=1, 192.0.2.7, 2001:db8::1",
    "4111 1111 1111 1111; GB33BUKB20201555555555; 078-05-1120; 00:00:5E:00:53:AF", "9434765919 is the NHS number",
    "２０２４-01-02 ünïcödé Straße 1234567890 A1234567 AB123456C 12.345.678-9", "身份证号 123456789012345678",
    "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq 44051401458", "no digits here", "",
]  # fmt: skip


def test_a_recognizer_that_is_not_run_would_have_found_nothing() -> None:
    from auditor.text.names.engine import stay_offline

    stay_offline()
    for entity, kinds in entities().items():
        made = [kind() for kind in kinds]
        gate = Gate(made)
        for text in TRICKY:
            found = [hit for one in made for hit in one.analyze(text, [entity], None) or ()]
            assert not found or entity in gate.opened(text), (entity, text)
    assert Gate([entities()["US_SSN"][0]()]).opened("no digits here") == []


def test_nothing_asks_the_network_and_nothing_is_logged(
    made: Made, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*arguments: object) -> None:
        raise AssertionError("the network was asked")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    caplog.set_level(logging.DEBUG)
    engine = Engine(resolve((made("en"),)), ("EMAIL_ADDRESS", "IBAN_CODE"))
    found = values(engine, "Ada Quillfeather <ada@larkspur-demo.org> GB00BUKB20201555555555")
    assert ("recognizer", "ada@larkspur-demo.org") in found
    assert not [record for record in caplog.records if "Quillfeather" in record.getMessage()]


def test_the_real_pipeline(real_pipeline: Callable[[], str]) -> None:
    engine = load(resolve((real_pipeline(),)))
    kinds = values(engine, "John Smith was born in Honolulu, and Angela Merkel lives in Berlin.")
    assert ("person", "John Smith") in kinds
    assert ("person", "Angela Merkel") in kinds
    assert ("place", "Berlin") in kinds
