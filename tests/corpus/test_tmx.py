import gzip
from contextlib import suppress
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.corpus.parallel import Pair, read_pairs
from tolmach.corpus.tmx import TmxWriter, read_tmx
from tolmach.errors import TolmachError
from tolmach.files import whole_text
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
    with pytest.raises(TolmachError, match=r"line 5: more than two languages \(en, de, fr\)"):
        list(read_tmx(path, None))


def test_languages_that_are_not_there_are_named(tmp_path: Path) -> None:
    path = saved(tmp_path, memory(unit(en="one", de="eins")))
    with pytest.raises(TolmachError, match=r"both cs and en .*languages are en, de"):
        list(read_tmx(path, ("cs", "en")))


def test_markup_goes_and_its_words_stay(tmp_path: Path) -> None:
    marked = 'a <bpt i="1">&lt;b&gt;</bpt><hi>bold</hi><ept i="1">&lt;/b&gt;</ept> word<ph/>'
    path = saved(tmp_path, memory(unit(en=marked, de="b")))
    assert list(read_tmx(path, None)) == [(4, "a bold word", "b")]


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE tmx [\n<!ENTITY a "ha">\n<!ENTITY b "&a;&a;&a;">\n]>'
    path = saved(tmp_path, memory(unit(en="&b;", de="x"), top=bomb))
    with pytest.raises(TolmachError, match=r"line 2: the XML declares an entity \(a\)"):
        list(read_tmx(path, None))


def test_damaged_xml_is_one_sentence_with_its_line(tmp_path: Path) -> None:
    path = saved(tmp_path, memory(unit(en="one", de="a & b")))
    with pytest.raises(TolmachError, match=r"a\.tmx, line 4: the XML is damaged \("):
        list(read_tmx(path, None))


def test_pairs_come_before_the_damage_that_follows_them(tmp_path: Path) -> None:
    units = [unit(en=f"number {n}", de=f"Nummer {n}") for n in range(5000)]
    path = saved(tmp_path, memory(*units)[:-30])
    pairs = read_tmx(path, None)
    assert next(pairs) == (4, "number 0", "Nummer 0")
    with pytest.raises(TolmachError, match="the XML is damaged"):
        list(pairs)


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
