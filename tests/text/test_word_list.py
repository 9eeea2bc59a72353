from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.errors import TolmachError
from tolmach.text.word_list import read_word_counts


def test_counts_add_up_in_the_order_of_the_list(tmp_path: Path) -> None:
    path = tmp_path / "words"
    path.write_text("pug 5\n\n hug\t10\r\npug 2\n")
    assert list(read_word_counts(path).items()) == [("pug", 7), ("hug", 10)]


@pytest.mark.parametrize("line", ["hug", "hug ten", "hug 0", "hug -1", "two words 3", "hug ²"])
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "words"
    path.write_text(f"pug 5\n{line}\n")
    with pytest.raises(TolmachError, match=r"words, line 2: .* is not `word count`"):
        read_word_counts(path)


@given(st.text())
def test_any_list_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("any") / "words"
    path.write_text(text, "utf-8")
    with suppress(TolmachError):
        assert all(count > 0 for count in read_word_counts(path).values())
