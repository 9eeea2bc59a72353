"""The models that come with Tolmach, and the choice among them by languages or by the text."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from tolmach.errors import RequestError
from tolmach.files import read_json
from tolmach.model_paths import CONFIG, DEFAULT_MODEL, LECTURE, SELFTEST, SHIPPED, default_model
from tolmach.text.language_tag import is_registered, same_language, usual_script
from tolmach.text.spacing import scripts
from tolmach.text.words import is_word, words_of

_READ = 1000  # lines of a text that tell its language
_ARCHITECTURES = ("recurrent", "convolutional", "transformer")  # in the lecture's order
_CLEAR = 2  # a language with so many times the known words of the next one needs no more asking


@dataclass(frozen=True)
class ShippedModel:
    """A folder named after its direction: `de-en` translates German to English."""

    folder: Path

    @property
    def name(self) -> str:
        """The name by which `--model` takes it."""
        return self.folder.name

    @property
    def languages(self) -> tuple[str, str]:
        """The language that it reads, and the one that it writes, as tags of BCP 47."""
        source, _, target = self.name.partition("-")
        return source, target

    @property
    def source_language(self) -> str:
        """The language that it reads."""
        return self.languages[0]

    @property
    def target_language(self) -> str:
        """The language that it writes."""
        return self.languages[1]

    def known_words(self, words: Counter[str]) -> int:
        """Count those of some words, in lower case, that are in the sources of its self-test."""
        sources = read_json(self.folder / SELFTEST)["sources"]
        return sum(words[word] for word in _words(sources))


def shipped_models() -> list[ShippedModel]:
    """Return the models of this installation, the default one first."""
    folders = sorted(path.parent for path in SHIPPED.glob(f"*/{CONFIG}"))
    return [ShippedModel(each) for each in sorted(folders, key=lambda one: one != DEFAULT_MODEL)]


def lecture_models() -> list[Path]:
    """Return the folders of the small models that come along to be looked into and compared.

    They all have the default model's languages, and no choice by languages falls on them.
    """
    folders = [LECTURE / name for name in _ARCHITECTURES]
    return [folder for folder in folders if (folder / CONFIG).is_file()]


def model_for(source: str | None, target: str | None, text: Iterable[str] = ()) -> Path:
    """Return the folder of the shipped model from `source` to `target`.

    Where the source is None, it is told by `text`, among the languages that can be translated to
    `target`. A target that is None is the default model's, or else the only one there is from
    `source`. Raises RequestError, listing what there is, where no model or more than one has these
    languages, or a text that is to be in `target` is clearly in a language of other models.
    """
    if source is None and target is None:
        default_model()  # says what is amiss where nothing is shipped
    fitting = [model for model in shipped_models() if _fits(model, source, target)]
    if not fitting:
        raise _no_model(source, target)
    lines = list(islice(text, _READ))
    if source is None and target is not None:
        _check_text(fitting, target, lines)
    found = (_by_text(fitting, lines) or fitting[0]).source_language
    fitting = [model for model in fitting if model.source_language == found]
    usual = ShippedModel(DEFAULT_MODEL).target_language
    fitting = [model for model in fitting if model.target_language == usual] or fitting
    if len(fitting) > 1:
        targets = ", ".join(model.target_language for model in fitting)
        raise RequestError(f"From {found} there are models to {targets}; choose one with --to.")
    return fitting[0].folder


def _fits(model: ShippedModel, source: str | None, target: str | None) -> bool:
    asked = zip((source, target), model.languages, strict=True)
    return all(wanted is None or same_language(wanted, found) for wanted, found in asked)


def _check_text(models: Sequence[ShippedModel], target: str, lines: Sequence[str]) -> None:
    """Raise RequestError where only models that read other languages than the text's are left."""
    told = _by_text(shipped_models(), lines)
    if told is None or same_language(told.source_language, target):
        return
    if all(told.source_language != one.source_language for one in models):
        raise _no_model(told.source_language, target)


def _by_text(models: Sequence[ShippedModel], lines: Sequence[str]) -> ShippedModel | None:
    """Return the first model that reads the language of most lines, None where that is unclear."""
    if len({one.source_language for one in models}) == 1:
        return models[0]
    letters = sum(map(scripts, lines), scripts(""))
    script = letters.most_common(1)[0][0] if letters else None
    fitting = [one for one in models if usual_script(one.source_language) == script]
    return _by_words(fitting, lines) if fitting else None


def _by_words(models: Sequence[ShippedModel], lines: Sequence[str]) -> ShippedModel | None:
    """Return the first model whose language most words are of, None where that is unclear.

    Words of the self-tests tell most text at once; what they do not tell, the identifier does,
    which takes longer to load than the model.
    """
    first = {one.source_language: one for one in reversed(models)}
    if len(first) == 1:
        return models[0]
    words = _words(lines)
    known = Counter({code: one.known_words(words) for code, one in first.items()})
    (best, most), (_, next_most) = known.most_common(2)
    if most > _CLEAR * next_most:
        return first[best]
    from tolmach.text.language import likely_languages

    likely = likely_languages("\n".join(lines), list(first))
    sure = [code for code, chance in likely if 2 * chance > 1]
    return first[sure[0]] if sure else None


def _words(lines: Iterable[str]) -> Counter[str]:
    return Counter(word for line in lines for word in words_of(line.lower()) if is_word(word))


def _no_model(source: str | None, target: str | None) -> RequestError:
    for code in filter(None, (source, target)):
        if not is_registered(code):
            return RequestError(f"{code!r} is no language code; write it like de, en or ru.")
    asked = " ".join(f"{word} {code}" for word, code in (("from", source), ("to", target)) if code)
    known = ", ".join(model.name for model in shipped_models()) or "none"
    return RequestError(
        f"No model {asked} comes with Tolmach; shipped are: {known}. Name a folder of your own "
        "with --model."
    )
