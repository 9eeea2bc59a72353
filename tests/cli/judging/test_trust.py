import json
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.analysis.confidence.test_calibration import PAIRS
from tests.analysis.confidence.test_trust import CALIBRATION
from tests.cli.command import tolmach_text
from tests.models.variants import VARIANTS
from tests.toy_folder import make_random_folder, make_toy_folder
from tolmach import Translator
from tolmach.model_folder import ModelFolder
from tolmach.model_paths import DEFAULT_MODEL
from tolmach.models.build import build_model, weights_of


def run(*words: str, text: str = "") -> CompletedProcess[str]:
    return tolmach_text(*words, given=text)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_toy_folder(tmp_path_factory.mktemp("models") / "toy")


@pytest.mark.skipif(not DEFAULT_MODEL.is_dir(), reason="no translator is shipped here")
def test_the_shipped_model_warns_of_what_is_wrong_and_of_nothing_else(tmp_path: Path) -> None:
    pairs = {
        "Meine Schwester liest gern Bücher.": "My sister likes to read books.",
        "Der Hund schläft unter dem Tisch. Wir gehen jetzt nach Hause.": "We are going home now.",
        "Das Kind spielt im Garten.": "The child is playing in the garden in the garden.",
        "Er kauft jeden Morgen Brot.": "The train to Berlin leaves at nine.",
        "": "",
    }
    (tmp_path / "de").write_text("".join(f"{line}\n" for line in pairs), "utf-8")
    (tmp_path / "en").write_text("".join(f"{line}\n" for line in pairs.values()), "utf-8")
    files = str(tmp_path / "de"), "--translation", str(tmp_path / "en")
    done = run("trust", *files)
    assert (done.returncode, done.stderr) == (0, "")
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert [row[1] for row in rows] == list(pairs.values())
    warned = [row[2] for row in rows]
    assert warned[0] == warned[4] == rows[4][0] == ""
    assert "omission" in warned[1]
    assert "Hund schläft unter dem Tisch" in warned[1]
    assert "repetition" in warned[2]
    assert "omission" in warned[3]  # of all that it says, for which it says something else
    sure = [int(row[0].removesuffix(" %")) for row in rows[:4]]
    assert sure[0] > 70 > max(sure[1:])

    written = tmp_path / "trust.jsonl"
    assert run("trust", *files, "--json", "-o", str(written)).returncode == 0
    records = [json.loads(line) for line in written.read_text("utf-8").splitlines()]
    for record, (source, target), row in zip(records, pairs.items(), rows, strict=True):
        assert (record["source"], record["text"]) == (source, target)
        assert all(0 <= word["confidence"] <= 1 for word in record["words"])
        for side, words in ((target, "words"), (source, "source_words")):
            assert all(side[slice(*word["span"])] == word["text"] for word in record[words])
        assert [each["fault"] in row[2] for each in record["warnings"]] == [True] * len(
            record["warnings"]
        )


def test_a_model_is_calibrated_and_its_own_translations_judged(folder: Path) -> None:
    refused = run("trust", "-m", str(folder), text="Hund\n")
    assert refused.returncode == 1
    assert "holds no calibration.json" in refused.stderr
    table = "".join(f"{pair.source}\t{pair.target}\n" for pair in PAIRS)
    done = run("calibrate", "-", "-m", str(folder), text=table)
    assert done.returncode == 0, done.stderr
    assert done.stderr == f"{folder / 'calibration.json'}: from 100 pairs.\n"
    judged = run("trust", "-m", str(folder), text=f"{PAIRS[0].source}\n\n")
    assert judged.returncode == 0, judged.stderr
    first, second = judged.stdout.splitlines()
    assert first.split("\t")[0].endswith(" %")
    assert second == "\t\t"


def test_what_is_fitted_on_labels_is_told(folder: Path, tmp_path: Path) -> None:
    pairs, labels = tmp_path / "pairs.tsv", tmp_path / "labels.jsonl"
    pairs.write_text("".join(f"{pair.source}\t{pair.target}\n" for pair in PAIRS), "utf-8")
    written = [
        {"source": pair.source, "translation": pair.target, "faults": ["repetition"] * (row < 30)}
        for row, pair in enumerate(PAIRS)
    ]
    told = []
    for read in (written[:3], written):
        labels.write_text("".join(f"{json.dumps(label)}\n" for label in read), "utf-8")
        done = run("calibrate", str(pairs), "--labels", str(labels), "-m", str(folder))
        assert done.returncode == 0, done.stderr
        told.append(done.stderr.splitlines()[-1])
    assert f"{labels}, line 1: the model translates this source otherwise" in done.stderr
    few, many = told
    assert few.startswith("Fitted on 3 labelled translations: nothing; all else")
    assert many.startswith("Fitted on 100 labelled translations: ")
    assert "the confidence in sentences; all else" in many


def test_labels_of_its_own_translations_are_no_reason_to_warn(folder: Path, tmp_path: Path) -> None:
    pairs, labels = tmp_path / "pairs.tsv", tmp_path / "labels.jsonl"
    pairs.write_text("".join(f"{pair.source}\t{pair.target}\n" for pair in PAIRS), "utf-8")
    own = Translator.load(folder).translate([pair.source for pair in PAIRS[:5]])
    label = {"faults": ["omission"]}
    written = [label | {"source": each.source, "translation": each.text} for each in own]
    labels.write_text("".join(f"{json.dumps(each)}\n" for each in written), "utf-8")
    done = run("calibrate", str(pairs), "--labels", str(labels), "-m", str(folder))
    assert (done.returncode, len(done.stderr.splitlines())) == (0, 2), done.stderr


def test_a_model_without_attention_has_confidence_alone(folder: Path, tmp_path: Path) -> None:
    toy = ModelFolder.load(folder)
    settings = VARIANTS["recurrent, vector at the start"]
    pieces = len(toy.tokenizers.source)
    weights = weights_of(
        build_model(settings, pieces, pieces), next(iter(toy.weights.values())).dtype
    )
    description = toy.description.model_copy(update={"model": settings})
    model = tmp_path / "vector"
    ModelFolder(description, toy.tokenizers, weights, "", toy.selftest).save(model)
    CALIBRATION.model_copy(update={"alarms": None}).save(model)
    done = run("trust", "-m", str(model), "--json", text="Der Hund schläft.\n")
    assert done.returncode == 0, done.stderr
    assert done.stderr == "tolmach: the model does not attend to the source: no warnings.\n"
    record = json.loads(done.stdout)
    assert record["confidence"] is not None
    assert {word["coverage"] for word in record["source_words"]} == {None}


def test_a_pair_that_is_too_long_for_the_model_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "few"
    make_random_folder(folder, VARIANTS["convolutional"].model_copy(update={"longest": 60}))
    CALIBRATION.model_copy(update={"alarms": None}).save(folder)
    (tmp_path / "de").write_text("a\n" + "Hund " * 80 + "\n", "utf-8")
    (tmp_path / "en").write_text("a\nb\n", "utf-8")
    sides = str(tmp_path / "de"), "--translation", str(tmp_path / "en")
    done = run("trust", *sides, "-m", str(folder))
    assert done.returncode == 1
    assert "Pair 2, “Hund Hund" in done.stderr


def test_sides_of_different_length_are_refused(tmp_path: Path) -> None:
    folder = make_toy_folder(tmp_path / "toy")
    CALIBRATION.save(folder)
    (tmp_path / "de").write_text("a\nb\n", "utf-8")
    (tmp_path / "en").write_text("a\n", "utf-8")
    sides = str(tmp_path / "de"), "--translation", str(tmp_path / "en")
    done = run("trust", *sides, "-m", str(folder))
    assert done.returncode == 1
    assert "ends after line 1" in done.stderr
