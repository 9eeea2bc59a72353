"""The documents are true: their commands and programs run, on text of our own making."""

import itertools
import os
import random
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.quoted_commands import mistakes, tolmach_calls
from tests.warm import warm_commands
from tolmach.model_paths import DEFAULT_MODEL

ROOT = Path(__file__).parent.parent
DOCUMENTS = ("README.md", "docs/guide.md", "docs/lecture.md")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
SMALL = [
    f"--set {setting}"
    for setting in (
        "vocabulary.size=300",
        "model.size=16",
        "model.inner=32",
        "model.encoder_layers=1",
        "model.decoder_layers=1",
        "training.batch_tokens=500",
        "training.updates=8",
        "training.validate_every=8",
    )
]
EXACT = "echo $?", "bpe explain"  # what prints the same everywhere
NOT_RUN = {  # what would build an environment, or needs several processes
    "make": "the Makefile has the target",
    "pip": "pip comes with Python",
    "torchrun": "torchrun comes with PyTorch",
}

SHIPPED_BY_DEFAULT = {
    *("translate", "score", "align", "attribute", "look", "trust", "heads", "vectors"),
}


@dataclass(frozen=True)
class Example:
    """A command with the output that the document shows under it, or a program."""

    language: str
    text: str
    output: str = ""

    @property
    def needs_shipped(self) -> bool:
        if self.language == "python":
            return "Translator.load()" in self.text
        return any(
            words[1:2] == ["demo"]
            or (set(words[1:2]) & SHIPPED_BY_DEFAULT and not {"-m", "--model"} & set(words))
            for words in tolmach_calls(self.text)
        )

    @property
    def runnable(self) -> bool:
        return self.language == "python" or shlex.split(self.text)[0] not in NOT_RUN


def examples(document: str) -> list[Example]:
    """Return every command and every program in the fenced blocks of a document."""
    found: list[Example] = []
    for language, block in FENCE.findall((ROOT / document).read_text("utf-8")):
        if language == "console":
            found.extend(commands(block))
        elif language == "toml":
            tomllib.loads(block)
        else:
            found.append(Example(language, block))
    return found


def commands(block: str) -> Iterator[Example]:
    for entry in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = entry.partition("\n")
        yield Example("console", re.sub(r"\s+# .*", "", command), output)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the files that the documents speak of."""
    pairs = sentence_pairs()
    write = {
        "my.de": [source for source, _ in pairs],
        "my.en": [target for _, target in pairs],
        "german.txt": [source for source, _ in pairs[:5]],
        "reference.txt": [target for _, target in pairs[:5]],
        "heldout.tsv": ["\t".join(pair) for pair in pairs[-100:]],
    }
    for name, lines in write.items():
        (tmp_path / name).write_text("".join(f"{line}\n" for line in lines), "utf-8")
    (tmp_path / "page.html").write_text(f"<html><p>{pairs[0][0]}</p></html>", "utf-8")
    cue = "1\n00:00:01,000 --> 00:00:02,000\n"
    (tmp_path / "film.srt").write_text(f"{cue}{pairs[0][0]}\n", "utf-8")
    return tmp_path


def sentence_pairs() -> list[tuple[str, str]]:
    people = {
        "Der Lehrer": "The teacher",
        "Mein Bruder": "My brother",
        "Unsere Nachbarin": "Our neighbour",
        "Das Kind": "The child",
        "Der alte Mann": "The old man",
    }
    verbs = {"kauft": "buys", "sucht": "is looking for", "verkauft": "sells", "findet": "finds"}
    times = {"heute": "today", "am Abend": "in the evening", "jeden Montag": "every Monday"}
    things = {
        "ein rotes Fahrrad": "a red bicycle",
        "einen kleinen Hund": "a small dog",
        "das neue Buch": "the new book",
        "eine grüne Lampe": "a green lamp",
        "zwei Äpfel": "two apples",
    }
    pairs = [
        (f"{p} {v} {w} {o}.", f"{people[p]} {verbs[v]} {things[o]} {times[w]}.")
        for p, v, w, o in itertools.product(people, verbs, times, things)
    ]
    random.Random(3).shuffle(pairs)
    return pairs


def small_settings(command: str, folder: Path) -> str:
    """Return what makes a command's training small; one that goes on has a vocabulary already."""
    recipe = re.search(r"tolmach train (\S+)", command)
    if recipe is None:
        return ""
    text = (folder / recipe[1]).read_text("utf-8")
    fitting = [each for each in SMALL if "inner" not in each or re.search(r"^inner =", text, re.M)]
    return " ".join(fitting["start_from" in text :])


def run(example: Example, folder: Path) -> str:
    """Run an example as a reader would, though train only a little; return what it prints."""
    if example.language == "python":
        started = [str(warm_commands() / "python"), "-c", example.text]
    else:
        settings = small_settings(example.text, folder)
        # Two commands, so that the shell stays there, as completion looks for it.
        started = ["bash", "-o", "pipefail", "-c", f"{example.text} {settings}\nexit $?"]
    found_in = [str(Path(sys.executable).parent), os.environ["PATH"]]
    changed = {"PYTHONUTF8": "1"}
    if "--install-completion" in example.text:  # looks for a shell among its parents
        changed["HOME"] = str(folder)  # the reader's own start-up files stay as they are
    else:
        found_in.insert(0, str(warm_commands()))
    changed["PATH"] = os.pathsep.join(found_in)
    done = subprocess.run(
        started,
        capture_output=True,
        text=True,
        cwd=folder,
        env=os.environ | changed,
        timeout=300,
    )
    assert done.returncode == 0, f"{example.text}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
@pytest.mark.parametrize("document", DOCUMENTS)
def test_commands_run_in_the_order_in_which_they_stand(document: str, folder: Path) -> None:
    chosen = [e for e in examples(document) if e.runnable and not e.needs_shipped]
    assert chosen
    for example in chosen:
        printed = run(example, folder)
        if any(part in example.text for part in EXACT):
            assert printed.strip() == example.output.strip(), example.text


@pytest.mark.skipif(not DEFAULT_MODEL.is_dir(), reason="no translator is shipped here")
def test_what_uses_the_shipped_model_runs(folder: Path) -> None:
    for document in DOCUMENTS:
        for example in examples(document):
            if not example.needs_shipped:
                continue
            printed = run(example, folder).strip()
            assert printed, example.text
            if example.output and re.fullmatch(r"echo .* \| tolmach translate.*", example.text):
                assert printed == example.output.strip()


def test_what_is_not_run_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    left = [e for document in DOCUMENTS for e in examples(document) if not e.runnable]
    assert left
    for example in left:
        program, *words = shlex.split(example.text)
        if program == "make":
            assert re.search(rf"^{words[0]}:", makefile, re.MULTILINE), example.text
        else:
            found = shutil.which(program, path=str(Path(sys.executable).parent))
            assert found, f"{example.text}: {NOT_RUN[program]}"


def quoted_calls(document: str) -> list[list[str]]:
    text = (ROOT / document).read_text("utf-8")
    inline = (" ".join(span.split()) for span in INLINE.findall(FENCE.sub("", text)))
    fenced = (example.text for example in examples(document) if example.language == "console")
    return [
        words
        for command in (*inline, *fenced)
        if "tolmach " in command
        for words in tolmach_calls(command)
        if "COMMAND" not in words
    ]


# A mistyped option, to show its exit status, is one of the guide's examples.
MEANT = ["--modle"]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_and_option_named_exists(document: str) -> None:
    calls = quoted_calls(document)
    assert calls
    wrong = {" ".join(words): mistakes(words) for words in calls if mistakes(words) != MEANT}
    assert {call: found for call, found in wrong.items() if found} == {}


def test_what_does_not_exist_is_found_out() -> None:
    assert mistakes(["tolmach", "translat", "x"]) == ["translat"]
    assert mistakes(["tolmach", "bpe", "learn", "--sise", "9"]) == ["--sise"]
    assert mistakes(["tolmach", "train", "my.toml", "-o", "my", "--set", "a=-1"]) == []
