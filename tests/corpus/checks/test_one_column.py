"""Files of one column, and what they seem to be."""

from pathlib import Path

import pytest

from tolmach.corpus.checks.doctor import examine
from tolmach.corpus.checks.one_column import one_column_advice
from tolmach.errors import TolmachError


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (['{"de": "Ja.", "en": "Yes."}'], "to be JSON"),
        (["#: a.c:1", 'msgid "Ja."', 'msgstr "Yes."'], "(PO)"),
        (["1", "00:00:01,000 --> 00:00:02,000", "Ja."], "to be subtitles"),
        (["<xliff>", "<file/>"], "to be XML or HTML"),
        (["Ja.;Yes.", "Nein.;No."], "parted by a semicolon"),
        (["Ja. ||| Yes.", "Nein. ||| No."], "parted by a |||"),
        (["Ja.", "Nein."], "the files of both sides"),
        (["Ja, gern.", "Nein.", "Ob er, der kommt, singt?"], "the files of both sides"),
    ],
)
def test_what_it_seems_to_be(lines: list[str], said: str) -> None:
    assert said in one_column_advice(lines)


def test_the_doctor_refuses_what_is_no_parallel_text(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text("Ja.;Yes.\n\nNein.;No.\n", "utf-8")
    with pytest.raises(TolmachError, match=r"a\.tsv: no line has a tab .* semicolon"):
        examine([path])
    path.write_text("Ja.\tYes.\nNein.\n", "utf-8")
    assert [each.issue.name for each in examine([path]).findings] == ["unpaired"]
