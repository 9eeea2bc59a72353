from pathlib import Path

from tests.toy_folder import LINES, make_toy_folder
from tolmach.corpus.parallel import Pair
from tolmach.model_paths import TOKENIZER
from tolmach.study.division import part_path, write_pairs
from tolmach.study.folder import Settings, StudyFolder
from tolmach.study.measurements.pieces import measure
from tolmach.text.tokenizer_pair import TokenizerPair
from tolmach.training.run_folder import RunFolder


def test_words_are_cut_in_the_letter_case_that_the_model_reads(tmp_path: Path) -> None:
    folder = StudyFolder(tmp_path)
    folder.data.mkdir()
    pairs = [Pair(LINES[place].upper(), LINES[place + 1]) for place in (0, 2)]
    for name in ("train", "test"):
        write_pairs(pairs, part_path(folder, name))
    learnt = TokenizerPair.load(make_toy_folder(tmp_path / "toy") / TOKENIZER)
    learnt.save(RunFolder(folder.run("toy")).data / TOKENIZER)
    settings = Settings(
        corpus=[],
        dev=[],
        test=[],
        languages=("de", "en"),
        lowercase=True,
        rungs=[],
        equal="parameters",
        epochs=1,
        minutes=1,
        toy_updates=1,
    )
    lower = [pair.source.lower() for pair in pairs]
    pieces = sum(map(len, learnt.source.encode_batch(lower)))
    found = measure(folder, settings, "toy")
    assert found["pieces_per_word"] == pieces / sum(len(line.split()) for line in lower)
