import gzip
import io
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.corpus.parallel import Fault, Pair, RawPair, read_pairs, read_raw_pairs
from tolmach.corpus.tmx import LeftOut, TmxWriter, is_tmx, memory_pairs, tmx_languages
from tolmach.errors import TolmachError
from tolmach.files import STANDARD_INPUT, open_bytes, whole_text
from tolmach.text.normalize import normalize

TOP = '<?xml version="1.0"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'


def memory(*units: str, source: str = "*all*", top: str = TOP) -> str:
    body = "\n".join(units)
    return f'{top}<tmx version="1.4"><header srclang="{source}"/><body>\n{body}\n</body></tmx>'


def unit(**variants: str) -> str:
    inner = "".join(
        f'<tuv xml:lang="{language.replace("_", "-")}"><seg>{text}</seg></tuv>'
        for language, text in variants.items()
    )
    return f"<tu>{inner}</tu>"


def raw_pairs(path: Path) -> list[RawPair]:
    return list(read_raw_pairs([path], errors="replace"))


def read_tmx(path: Path, languages: tuple[str, str] | None) -> Iterator[tuple[int, str, str]]:
    """Yield (line, source, target) of each unit that has both languages, as they stand there."""
    with open_bytes(path) as stream:
        for line, source, target, _ in memory_pairs(path, stream, languages):
            assert source is not None
            assert target is not None
            yield line, source, target


def saved(tmp_path: Path, text: str, name: str = "a.tmx") -> Path:
    path = tmp_path / name
    data = text.encode()
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


@pytest.mark.parametrize("name", ["a.tmx", "a.TMX", "a.tmx.gz"])
def test_two_languages_need_no_choice(tmp_path: Path, name: str) -> None:
    path = saved(tmp_path, memory(unit(en="one &amp; two", de="eins  und\n zwei")), name)
    assert list(read_pairs([path])) == [Pair("one & two", "eins und zwei")]


def test_the_source_language_of_the_header_comes_first(tmp_path: Path) -> None:
    path = saved(tmp_path, memory(unit(en="one", de="eins"), source="DE"))
    assert list(read_pairs([path])) == [Pair("eins", "one")]


def test_chosen_languages_take_regions_and_skip_units_without_them(tmp_path: Path) -> None:
    text = memory(
        unit(en_GB="one", de_AT="eins", fr="un"), unit(en="two", fr="deux"), unit(de="d", en="e")
    )
    path = saved(tmp_path, text)
    assert list(read_tmx(path, ("DE", "en"))) == [(4, "eins", "one"), (6, "d", "e")]


def test_a_third_language_asks_for_a_choice(tmp_path: Path) -> None:
    path = saved(tmp_path, memory(unit(en="one", de="eins"), unit(fr="un", en="one")))
    with pytest.raises(
        TolmachError,
        match=r"line 5: more than two .*\(en, de, fr\); choose two of them, as .*--source de",
    ):
        list(read_tmx(path, None))


def test_languages_that_are_not_there_are_named(tmp_path: Path) -> None:
    path = saved(tmp_path, memory(unit(en="one", de="eins")))
    with pytest.raises(TolmachError, match=r"both cs and en .*languages are en, de"):
        list(read_tmx(path, ("cs", "en")))


def test_markup_goes_and_its_words_stay(tmp_path: Path) -> None:
    marked = 'a <bpt i="1">&lt;b&gt;</bpt><hi>bold</hi><ept i="1">&lt;/b&gt;</ept> word<ph/>'
    path = saved(tmp_path, memory(unit(en=marked, de="b")))
    assert list(read_tmx(path, None)) == [(4, "a bold word", "b")]


@pytest.mark.parametrize(
    ("code", "read"),
    [
        ("<ph>\\n</ph>", "one two"),
        ("<ph>&lt;br/&gt;&lt;br /&gt;</ph>", "one two"),
        ("<ph>\n</ph>", "one two"),
        ('<ph type="lb"/>', "one two"),
        ('<ph type="x-LineBreak">{1}</ph>', "one two"),
        ("<ut>&lt;w:tab/&gt;</ut>", "one two"),
        ("<ph>&lt;idx/&gt;</ph>", "onetwo"),
        ('<ph type="index"/>', "onetwo"),
        ('<bpt i="1">&lt;b&gt;<sub>\n</sub></bpt>', "onetwo"),
    ],
)
def test_a_space_stays_where_a_line_break_goes(tmp_path: Path, code: str, read: str) -> None:
    path = saved(tmp_path, memory(unit(en=f"one{code}two", de="b")))
    assert list(read_pairs([path])) == [Pair(read, "b")]


BOMBS = {
    "laughs": "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">\n' for n in range(1, 9)),
    "length": f'<!ENTITY l1 "{"ha" * 501}">\n',
    "signs": f'<!ENTITY l1 "{"&#38;" * 300_000}">\n',  # minutes if each looks for its end
    "order": '<!ENTITY l1 "&l2;&l2;">\n<!ENTITY l2 "ha">\n',
}


@pytest.mark.parametrize("kind", BOMBS)
def test_an_entity_bomb_is_refused(tmp_path: Path, kind: str) -> None:
    bomb = f'<!DOCTYPE tmx [\n<!ENTITY l0 "ha">\n{BOMBS[kind]}]>'
    path = saved(tmp_path, memory(unit(en="&l1;", de="x"), top=bomb))
    for reading in (lambda: list(read_tmx(path, None)), lambda: raw_pairs(path)):
        with pytest.raises(TolmachError, match=r"line \d: the XML declares an entity \(l\d\)"):
            reading()


@pytest.mark.parametrize(
    "top",
    ["", TOP, '<!DOCTYPE tmx PUBLIC "a" "b">\n', "<?xml version='1.0' standalone = 'yes' ?>\n"],
)
def test_entities_of_html_are_read_with_and_without_a_document_type(
    tmp_path: Path, top: str
) -> None:
    text = unit(de="K&auml;se &ndash; 5&nbsp;&euro;", en="cheese&#8230; &lt;5 &amp;nbsp;")
    path = saved(tmp_path, memory(text, top=top))
    assert [each[1:] for each in read_tmx(path, None)] == [("Käse – 5\u00a0€", "cheese… <5 &nbsp;")]


def test_entities_that_the_memory_declares_are_read(tmp_path: Path) -> None:
    own = (
        '<!ENTITY firm "M&uuml;ller &amp; Co"><!ENTITY lt "&#38;#60;"><!ENTITY x "&firm; &#62;">'
        '<!ENTITY % other SYSTEM "other.ent">'
    )
    top = f'<!DOCTYPE tmx SYSTEM "tmx14.dtd" [\n{own}\n]>\n'
    path = saved(tmp_path, memory(unit(de="&firm;", en="&x; &lt;"), top=top))
    assert [each[1:] for each in read_tmx(path, None)] == [("Müller & Co", "Müller & Co > <")]


@pytest.mark.parametrize(
    ("declared", "text", "message"),
    [
        ("", "&nothing;", "line 4: the entity &nothing; is declared nowhere"),
        ('<!ENTITY e SYSTEM "/etc/hosts">', "&e;", "line 4: the entity &e; stands for another fi"),
    ],
)
def test_an_entity_that_says_nothing_is_named_and_its_unit_left_out(
    tmp_path: Path, declared: str, text: str, message: str
) -> None:
    top = f"<!DOCTYPE tmx [\n{declared}]>\n"
    units = [unit(de=f"a{text}", en="b"), unit(de="eins", en="one")]
    path = saved(tmp_path, memory(*units, top=top))
    with pytest.raises(TolmachError, match=message):
        list(read_tmx(path, None))
    damaged, sound = raw_pairs(path)
    assert (damaged.fault, damaged.line, sound[1:3]) == (Fault.DAMAGED, 4, ("eins", "one"))


def test_damaged_xml_is_one_sentence_with_its_line(tmp_path: Path) -> None:
    path = saved(tmp_path, memory(unit(en="one", de="a & b")))
    with pytest.raises(TolmachError, match=r"a\.tmx, line 4: the XML is damaged \("):
        list(read_tmx(path, None))


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("a & b", "a sign that begins nothing; as text it is written &amp;"),
        ("a < b", "a sign that begins nothing; as text it is written &lt;"),
        ("a\x0bb", r"the character U\+000B, which XML does not allow"),
        ("\uffff", r"the character U\+FFFF, which XML does not allow"),
        ("&#0;", "a number that is no character of XML"),
        ("<b>", "an end tag that closes no open element"),
        ("&amp and", "a sign that does not belong there"),
    ],
)
def test_a_character_that_damages_a_memory_is_named(tmp_path: Path, text: str, cause: str) -> None:
    path = saved(tmp_path, memory(unit(en="one", de=text)))
    with pytest.raises(TolmachError, match=rf"line 4: the XML is damaged \({cause}\)"):
        list(read_tmx(path, None))


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (lambda text: text[:-20], "it ends too early"),
        (lambda text: text[: text.index("one") + 2], "it ends too early"),
        (lambda text: text + text[text.index("<tmx") :], "more follows its end"),
        (lambda text: text[: text.index("</body>")] + text, "another document begins within it"),
        (lambda _: "", "it ends too early"),
    ],
)
def test_a_memory_cut_off_or_joined_to_another_is_told_so(
    tmp_path: Path, change: Callable[[str], str], cause: str
) -> None:
    path = saved(tmp_path, change(memory(unit(en="one", de="eins"))))
    with pytest.raises(TolmachError, match=rf"the XML is damaged \({cause}\)"):
        list(read_tmx(path, None))


def test_a_byte_of_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    path.write_bytes(memory(unit(en="one", de="größer")).encode("latin-1"))
    with pytest.raises(TolmachError, match=r"line 4: .*\(byte 0xf6 is not valid UTF-8\)"):
        list(read_tmx(path, None))


def test_blank_lines_before_the_declaration_are_passed_over_and_counted(tmp_path: Path) -> None:
    blanks = "\n \n" + "\n" * 70_000
    path = saved(tmp_path, memory(unit(en="one", de="eins"), top=blanks + TOP))
    assert list(read_pairs([path])) == [Pair("one", "eins")]
    path = saved(tmp_path, memory(unit(en="one", de="a & b"), top=blanks + TOP))
    with pytest.raises(TolmachError, match=r"line 70006: the XML is damaged \("):
        list(read_tmx(path, None))


def test_pairs_come_before_the_damage_that_follows_them(tmp_path: Path) -> None:
    units = [unit(en=f"number {n}", de=f"Nummer {n}") for n in range(5000)]
    path = saved(tmp_path, memory(*units)[:-30])
    pairs = read_tmx(path, None)
    assert next(pairs) == (4, "number 0", "Nummer 0")
    with pytest.raises(TolmachError, match="the XML is damaged"):
        list(pairs)


DAMAGE = {
    "control character": "&#x1F;",
    "raw control character": "\x02",
    "lone surrogate": "&#xD83D;",
    "bare ampersand": "R & D",
    "bare angle": "a < b",
    "open element": "<hi>",
    "closed too early": "</seg></tuv></tu>",
}


@pytest.mark.parametrize("name", DAMAGE)
@pytest.mark.parametrize("places", [[0], [1], [2], [0, 1], [0, 2], [0, 1, 2]])
def test_damage_in_one_unit_leaves_the_others_alone(
    tmp_path: Path, name: str, places: list[int]
) -> None:
    texts = ["eins", "zwei", "drei", "vier"]
    for place in places:
        texts[place] += DAMAGE[name]
    path = saved(tmp_path, memory(*(unit(de=text, en="x") for text in texts)))
    found = raw_pairs(path)
    assert [each.line for each in found if each.fault] == [4 + place for place in places]
    sound = [each.source for each in found if not each.fault]
    assert sound == [text for place, text in enumerate(texts) if place not in places]
    with pytest.raises(TolmachError, match=rf"line {4 + places[0]}: .*check --write"):
        list(read_pairs([path]))


def test_bytes_that_are_no_utf_8_and_an_end_cut_off_are_damage(tmp_path: Path) -> None:
    units = [unit(de=f"Nummer {n}", en=f"number {n}") for n in range(3)]
    whole = memory(*units).encode()
    path = tmp_path / "a.tmx"
    path.write_bytes(whole.replace(b"Nummer 1", b"Gr\xfc\xdfe").partition(b"number 2")[0])
    found = raw_pairs(path)
    assert [(each.line, each.source) for each in found] == [(4, "Nummer 0"), (5, None), (6, None)]


def test_a_unit_that_is_never_closed_is_damage_and_the_next_is_not(tmp_path: Path) -> None:
    broken = unit(de="offen", en="open").removesuffix("</tu>")
    path = saved(tmp_path, memory(broken, unit(de="eins", en="one"), unit(de="zwei", en="two")))
    assert [each.source for each in raw_pairs(path)][:3] == [None, "eins", "zwei"]


def test_a_unit_in_a_comment_stays_one_after_damage(tmp_path: Path) -> None:
    comment = f"<!-- {unit(de='alt', en='old')} -->" + "<!-- " * 3
    units = [unit(de="a<x", en="b"), *[comment] * 3000, "-->", unit(de="eins", en="one")]
    damaged, sound = raw_pairs(saved(tmp_path, memory(*units)))
    assert (damaged.fault, sound[1:3]) == (Fault.DAMAGED, ("eins", "one"))


def test_damage_is_found_wherever_blocks_are_parted(tmp_path: Path) -> None:
    units = [unit(de=f"Nummer {n}" + " &" * (n % 7 == 3), en="x" * (n % 91)) for n in range(4000)]
    found = raw_pairs(saved(tmp_path, memory(*units)))
    assert [each.line for each in found] == [4 + n for n in range(4000)]
    assert [each.line for each in found if each.fault] == [4 + n for n in range(4000) if n % 7 == 3]


def test_what_is_no_xml_at_all_is_one_sentence(tmp_path: Path) -> None:
    path = saved(tmp_path, "Hallo\tHello\n")
    with pytest.raises(TolmachError, match="line 1: the XML is damaged"):
        raw_pairs(path)


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-32-be", "utf-8", "latin-1", "cp1252"]
)
@pytest.mark.parametrize("declared", [True, False])
def test_encodings_are_read_as_declared_or_as_their_bytes_tell(
    tmp_path: Path, encoding: str, declared: bool
) -> None:
    name = {"cp1252": "windows-1252", "utf-16-le": "UTF-16", "utf-32-be": "utf-32"}
    if not declared and encoding in ("latin-1", "cp1252"):
        pytest.skip("without a declaration XML is UTF-8")
    says = f' encoding="{name.get(encoding, encoding)}"' if declared else ""
    text = f'<?xml version="1.0"{says}?>\n' + memory(unit(de="Käse", en="cheese"), top="")
    path = tmp_path / "a.tmx"
    path.write_bytes(text.encode(encoding))
    assert [each[1:] for each in read_tmx(path, None)] == [("Käse", "cheese")]


def test_utf_8_that_calls_itself_utf_16_is_read(tmp_path: Path) -> None:
    top = '<?xml version="1.0" encoding="UTF-16"?>\n'
    path = saved(tmp_path, memory(unit(de="Käse", en="cheese"), top=top))
    assert list(read_pairs([path])) == [Pair("Käse", "cheese")]


@pytest.mark.parametrize("name", ["x-unheard-of", "zlib", "hex", "rot13", "undefined"])
def test_an_encoding_that_is_unknown_or_none_of_text_is_named(tmp_path: Path, name: str) -> None:
    top = f'<?xml version="1.0" encoding="{name}"?>\n'
    with pytest.raises(TolmachError, match=rf"its encoding \({name}\) is unknown"):
        list(read_pairs([saved(tmp_path, memory(unit(de="a", en="b"), top=top))]))


def test_text_that_is_not_of_its_encoding_is_named(tmp_path: Path) -> None:
    top = '<?xml version="1.0" encoding="idna"?>\n'
    with pytest.raises(TolmachError, match="is not valid idna"):
        list(read_pairs([saved(tmp_path, memory(unit(de="ä", en="b"), top=top))]))


@pytest.mark.parametrize("name", ["memory.xml", "memory", "memory.gz", "memory.tsv"])
def test_a_memory_is_told_by_what_it_holds(tmp_path: Path, name: str) -> None:
    top = (
        f'<?xml version="1.0"?>\n<!-- {"long " * 3000} -->\n<!DOCTYPE tmx [<!ENTITY a "<tsv>">]>\n'
    )
    path = saved(tmp_path, memory(unit(de="eins", en="one"), top=top), name)
    assert is_tmx(path)
    assert list(read_pairs([path])) == [Pair("eins", "one")]


def test_a_memory_on_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    text = memory(unit(de="eins", en="one"))
    stdin = io.TextIOWrapper(io.BytesIO(gzip.compress(text.encode("utf-16"))))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert list(read_pairs([STANDARD_INPUT])) == [Pair("eins", "one")]


@pytest.mark.parametrize("ending", ["xlf", "tmx"])
def test_xml_of_another_kind_is_named(tmp_path: Path, ending: str) -> None:
    path = saved(tmp_path, '<?xml version="1.0"?>\n<xliff version="1.2"/>', f"a.{ending}")
    with pytest.raises(
        TolmachError, match=rf"a\.{ending} is XML, but no translation memory .*<xliff>"
    ):
        list(read_pairs([path]))


def test_a_line_that_begins_with_a_tag_is_no_xml(tmp_path: Path) -> None:
    path = saved(tmp_path, "<b>eins</b>\t<b>one</b>\n", "a.tsv")
    assert list(read_pairs([path])) == [Pair("<b>eins</b>", "<b>one</b>")]


@pytest.mark.parametrize(
    ("spellings", "languages"),
    [
        ([("de_DE", "en_US"), ("de-de", "EN-us")], ("de-DE", "en-US")),
        ([("de_DE", "en_US"), ("de", "en"), ("deu", "eng"), ("DE-at", "en_gb")], ("de", "en")),
        ([("zh-Hans", "en"), ("zh_CN", "en"), ("cmn-Hans-SG", "en")], ("zh", "en")),
        ([("zh-Hant", "en"), ("zh_TW", "en")], ("zh-Hant", "en")),
        ([("en-US", "en-GB"), ("en_us", "en_gb")], ("en-US", "en-GB")),
        ([("de-Latn", "sr-Cyrl"), ("de", "sr-Cyrl-RS")], ("de", "sr")),
    ],
)
def test_a_language_is_the_same_in_any_spelling(
    tmp_path: Path, spellings: list[tuple[str, str]], languages: tuple[str, str]
) -> None:
    units = [
        f'<tu><tuv xml:lang="{a}"><seg>{n}</seg></tuv><tuv lang="{b}"><seg>-{n}</seg></tuv></tu>'
        for n, (a, b) in enumerate(spellings)
    ]
    path = saved(tmp_path, memory(*units))
    expected = [Pair(str(n), f"-{n}") for n in range(len(units))]
    assert tmx_languages(path) == languages
    assert list(read_pairs([path])) == list(read_pairs([path], languages=languages)) == expected


def test_scripts_are_kept_apart(tmp_path: Path) -> None:
    text = memory(unit(zh_Hans="红", en="red"), unit(zh_Hant="紅", en="red"))
    path = saved(tmp_path, text)
    assert list(read_pairs([path], languages=("zh-TW", "en"))) == [Pair("紅", "red")]
    with pytest.raises(TolmachError, match="more than two languages"):
        list(read_pairs([path]))


def test_units_that_lack_a_language_are_counted(tmp_path: Path) -> None:
    units = [unit(de="eins", en="one"), unit(fr="deux", en="two"), unit(fr="trois"), "<tu></tu>"]
    left_out = LeftOut()
    path = saved(tmp_path, memory(*units))
    pairs = read_pairs([path], languages=("de", "en"), left_out=left_out)
    assert list(pairs) == [Pair("eins", "one")]
    assert left_out.count == 3
    assert left_out.languages == {"fr": 2, "en": 1}


def test_two_kinds_of_one_language_are_a_pair(tmp_path: Path) -> None:
    units = [unit(de_CH="Velo", de="Rad"), unit(de_CH="Znüni", en="snack"), unit(de="eins")]
    left_out = LeftOut()
    path = saved(tmp_path, memory(*units))
    pairs = read_pairs([path], languages=("de", "de-CH"), left_out=left_out)
    assert list(pairs) == [Pair("Rad", "Velo")]
    assert left_out.count == 2
    assert tmx_languages(saved(tmp_path, memory(units[0]))) == ("de-CH", "de")


def test_several_variants_in_one_language_are_counted(tmp_path: Path) -> None:
    twice = '<tu><tuv lang="de-AT"><seg>a</seg></tuv><tuv lang="de"><seg>b</seg></tuv>{}</tu>'
    english = '<tuv lang="en"><seg>c</seg></tuv>'
    path = saved(tmp_path, memory(twice.format(english), twice.format(2 * english)))
    left_out = LeftOut()
    pairs = read_pairs([path], languages=("de", "en"), left_out=left_out)
    assert list(pairs) == [Pair("b", "c")] * 2
    assert (left_out.count, left_out.variants) == (0, 3)


printable = st.text().map(normalize)


@given(st.lists(st.tuples(printable, printable), min_size=1))
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("any") / "a.tmx.gz"
    with whole_text(path) as stream, TmxWriter(stream, ("de", "en")) as writer:
        for pair in pairs:
            writer.write(*pair)
    assert [tuple(pair) for pair in read_pairs([path])] == pairs


@given(st.binary(max_size=200), st.integers(0, 400))
def test_any_damage_is_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, place: int
) -> None:
    sound = memory(unit(en=escape("a < b"), de="eins"), unit(en="two", de="zwei")).encode()
    path = tmp_path_factory.mktemp("any") / "a.tmx"
    path.write_bytes(sound[:place] + noise + sound[place:])
    with suppress(TolmachError):
        assert len(list(read_tmx(path, None))) <= 2
