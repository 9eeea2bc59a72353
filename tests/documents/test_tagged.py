from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tolmach.documents.document import escaped
from tolmach.documents.tagged import MixedContent, TagNode, lone, pair, tag_tree, without_tags

_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)


def test_a_text_with_tags_is_a_tree() -> None:
    marked = f"A {pair(0, 'b ' + lone(1))} &amp; c"
    assert tag_tree(marked) == TagNode(-1, ["A ", TagNode(0, ["b ", TagNode(1)]), " & c"])
    assert without_tags(pair(0, "b")) == " b "


@given(st.lists(st.tuples(_TEXT, _TEXT), max_size=4))
def test_content_comes_back_as_it_was(parts: list[tuple[str, str]]) -> None:
    root = etree.Element("p")
    for number, (inside, after) in enumerate(parts):
        child = etree.SubElement(root, "b" if number % 2 else "ph", id=str(number))
        child.text, child.tail = inside, after
    before = etree.tostring(root)
    content = MixedContent(root, enclosing={"b"})
    content.fill(content.marked)
    assert etree.tostring(root) == before


def test_words_are_escaped() -> None:
    root = etree.fromstring("<p>a &lt; b<x/></p>")
    assert MixedContent(root, enclosing=()).marked == f"{escaped('a < b')}{lone(0, 'x')}"


def test_a_tag_that_comes_twice_counts_once_and_what_is_lost_comes_last() -> None:
    root = etree.fromstring("<p>a <b>c</b><x/> d</p>")
    MixedContent(root, enclosing={"b"}).fill(pair(0, "x") + pair(0, "y") + lone(9))
    assert etree.tostring(root) == b"<p><b>x</b><x/></p>"


def test_content_of_many_parts_comes_back() -> None:
    root = etree.fromstring(f"<p>{'a <x/>' * 50_000}</p>")
    before = etree.tostring(root)
    content = MixedContent(root, enclosing=())
    content.fill(content.marked)
    assert etree.tostring(root) == before
