from pathlib import Path

import pytest

from tolmach.corpus.overview import Corpus
from tolmach.errors import TolmachError


def write(folder: Path, *pairs: tuple[str, str]) -> Path:
    path = folder / "pairs.de-en.tsv"
    path.write_text("".join(f"{source}\t{target}\n" for source, target in pairs), "utf-8")
    return path


def test_a_corpus_knows_its_languages_and_reads_its_pairs(tmp_path: Path) -> None:
    path = write(tmp_path, ("ja", "yes"), ("nein", "no"), ("wie", "how"))
    corpus = Corpus.of([path])
    assert corpus.languages == ("de", "en")
    assert corpus.survey.pairs == 3
    assert [pair.target for pair in corpus.pairs()] == ["yes", "no", "how"]
    assert Corpus.of([path], ("nl", None)).languages == ("nl", "en")


@pytest.mark.parametrize(("code", "listed"), [("de", "de"), ("", "")])
def test_a_memory_in_one_language_is_told(tmp_path: Path, code: str, listed: str) -> None:
    variants = f'<tuv xml:lang="{code}"><seg>ja</seg></tuv>' if code else "<seg>ja</seg>"
    path = tmp_path / "a.tmx"
    path.write_text(f"<tmx><body><tu>{variants * 2}</tu></body></tmx>", "utf-8")
    message = f"holds no unit in two languages; its languages are {listed or 'not named'}."
    with pytest.raises(TolmachError, match=message):
        Corpus.of([path])


def test_a_memory_without_any_unit_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    path.write_text("<tmx><body></body></tmx>", "utf-8")
    with pytest.raises(TolmachError, match=r"a\.tmx: the corpus is empty"):
        Corpus.of([path])


def test_one_pair_is_too_few(tmp_path: Path) -> None:
    with pytest.raises(TolmachError, match="too few to learn from"):
        Corpus.of([write(tmp_path, ("ja", "yes"))])
