"""Renderings of a model that translates word by word, as a dictionary says."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.reading.readers import READER, VOCABULARY
from tolmach.reading.decoration import inner_spaces
from tolmach.reading.kept import Treatment
from tolmach.reading.substitutes import NAMES, NUMBERS, Vocabulary
from tolmach.search.hypothesis import Hypothesis
from tolmach.text.normalize import normalize
from tolmach.translation.line import Line
from tolmach.translation.line_constraints import Phrases
from tolmach.translation.number_transfer import NumberTransfer
from tolmach.translation.rendering import Rendering
from tolmach.translation.renderings import Renderer
from tolmach.translation.result import SegmentWarning
from tolmach.translation.segments import segments_read

ENGLISH = {"Der": "The", "Hund": "dog", "schläft": "sleeps", "heißt": "is", "kostet": "costs"}
ENGLISH |= {"am": "on", "Montag": "Monday", "Dienstag": "Tuesday", "das": "that", "sehr": "very"}
ENGLISH |= {"Uhr": "AM", "Sehr": "Very"}
ENGLISH |= {"groß": "big", "ist": "is", "und": "and"}
SOURCE = {english: german for german, english in ENGLISH.items()}


def said(text: str) -> str:
    """Translate word by word; the model tears apart what it has not learnt."""
    text = (
        text.replace("://", "ttt")
        .replace(",23", "23")
        .replace("groß“", "groß")
        .replace(")", "")
        .replace("„so“", "so")
        .replace("Datei ", "")
    )
    words = re.findall(r"\w+|\W", text)
    words = ["kilo" if word == "kg" else word for word in words]
    return "".join(ENGLISH.get(word, ENGLISH.get(word.capitalize(), word)) for word in words)


def score(sources: Sequence[str], targets: Sequence[str]) -> list[list[float]]:
    """A target word needs the word that it translates."""
    as_source = [
        "".join(SOURCE.get(word, word) for word in re.findall(r"\w+|\W", target))
        for target in targets
    ]
    found = []
    for source, target, german in zip(sources, targets, as_source, strict=True):
        known = re.findall(r"\w+", source)
        pairs = zip(re.finditer(r"\w+", target), re.findall(r"\w+", german), strict=True)
        missing = [each.span() for each, word in pairs if word not in known]
        row = [
            -5.0 * any(start < last and first < end for first, last in missing)
            for start, end in VOCABULARY.encode_with_spans(target).spans
        ]
        found.append([*row, 0.0])
    return found


class Model:
    """Answers, and remembers what it was asked."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.asked: list[str] = []
        self.phrases: list[Phrases] = []
        self.excluded: tuple[str, ...] = ()

    def hypothesis(self, text: str) -> Hypothesis:
        self.texts.append(said(text))
        return Hypothesis((len(self.texts) - 1,), (-1.0, -1.0), -1.0, finished=True)

    def renderer(self, target: str) -> Renderer:
        return Renderer(
            VOCABULARY,
            NumberTransfer.of(("de", target)),
            lambda one: self.texts[one.ids[0]],
            score,
            Vocabulary.of(list, "de", target),
        )

    def render(self, line: str, target: str = "en") -> list[Rendering]:
        renderings, normal = self.rendered(line, target)
        return self.renderer(target).with_quotes_of_line(renderings, normal)

    def rendered(self, line: str, target: str) -> tuple[list[Rendering], Line]:
        normal = normalize(line)
        segments = segments_read(normal, READER, spaces=inner_spaces(line, normal))
        first = [
            [self.hypothesis(one.reading.first_read if one.reading else normal[slice(*one.span)])]
            if one.ids
            else []
            for one in segments
        ]
        renderings = [each[0] for each in self.renderer(target).render(segments, first, self)]
        return renderings, Line(normal, "", "", segments, {})

    def again(
        self, _: list[int], texts: list[str], phrases: Sequence[Phrases] = ()
    ) -> list[list[Hypothesis]]:
        self.asked += texts
        self.phrases += phrases
        found = [[self.hypothesis(text)] for text in texts]
        for (include, exclude), [one] in zip(phrases, found, strict=bool(phrases)):
            for wrong, right in zip(exclude, include, strict=True):
                place = one.ids[0]
                self.texts[place] = self.texts[place].replace(wrong, right)
        return found

    def forbids(self, _: int, text: str) -> bool:
        return any(phrase in text for phrase in self.excluded)

    def begins(self, _: int) -> str:
        return ""


def test_a_lost_scale_is_warned_of() -> None:
    [found] = Model().render("Der Hund kostet 7 Mio. Euro.")
    assert SegmentWarning("missing", "7 Millionen") in found.warnings


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("- Der Hund schläft. 😀", "- The dog sleeps. 😀"),
        ("„Der Hund schläft.“ – „Montag!“", '"The dog sleeps." – "Monday!"'),
        ("– »Der Hund schläft. Der Hund ist groß.« 😀", "– »The dog sleeps. The dog is big.« 😀"),
        ("» Der Hund schläft", "» The dog sleeps"),
        ("DER HUND SCHLÄFT.", "THE DOG SLEEPS."),
        ("Der Hund ist SEHR GROSS.", "The dog is VERY BIG."),
        ("Der **Hund** schläft.", "The **dog** sleeps."),
        ("Der &Hund schläft", "The &dog sleeps"),
        ("Hund &amp;schläft", "Dog &amp;sleeps"),
        ("Der H&und schläft", "The &dog sleeps"),
        ("Der H_und", "The _dog"),
        ("Der Hund schl~äft…", "The dog ~sleeps…"),
        ("Der Hund & das", "The dog and that"),
        ("Der Hund &amp; das", "The dog &amp; that"),
        ("Der Hund &rarr; das.", "The dog &rarr; that."),
        ("Der&nbsp;Hund schläft.", "The&nbsp;dog sleeps."),
        ("Der&#8239;Hund schläft.", "The&#8239;dog sleeps."),
        ("Der Hund ❤️ das", "The dog ❤️ that"),
        ("Der Hund kostet 6·10²³", "The dog costs 6·10²³"),
        ("Der Hund schläft 14:30 Uhr.", "The dog sleeps 14:30."),
        ("Der Hund schläft 14:30 AM.", "The dog sleeps 14:30 AM."),
        (r"Der Hund \"schläft\" am Montag", r"The dog \"sleeps\" on Monday"),
        (r"Der Hund schl\u00e4ft.", "The dog sleeps."),
        (r"Der Hund hei\u00dft Ren\u00e9", r"The dog is Ren\u00e9"),
        ("Der Hund schl&#228;ft 5. 6.", "The dog sleeps 5. 6."),
        ("„Der Hund“ ist „sehr groß“, und das", '"The dog" is "very big", and that'),
        ("Der Hund heißt: „so“ und das", 'The dog is: "so" and that'),
        ("Der Hund (das) ist [sehr] groß", "The dog (that) is [very] big"),
        ("Der Hund 😀 schläft.", "The dog 😀 sleeps."),
        ("Der Hund heißt https://a.de/b.", "The dog is https://a.de/b."),
        ("Der Hund heißt 太郎.", "The dog is 太郎."),
        ("Der Hund kostet 5 €.", "The dog costs 5 €."),
        ("Der Hund kostet 1.250 €.", "The dog costs 1,250 €."),
        ("Datei b.txt schläft.", "b.txt sleeps."),
        ("Datei δ schläft.", "δ sleeps."),
        ("Der Hund :-) schläft.", "The dog :-) sleeps."),
        ('Der „Hund" schläft und das', "The „dog“ sleeps and that"),
        ("Der Hund kostet 822,23.", "The dog costs 822.23."),
        ("Der Hund kostet 30 kg.", "The dog costs 30 kg."),
        ("Der Hund kostet 3,5 € und 822,23.", "The dog costs 3.5 € and 822.23."),
        ("DER HUND SCHLÄFT AM 2ST MONTAG", "THE DOG SLEEPS ON 2ND MONDAY"),
        ("-----", "-----"),
        ("Der Hund ist groß¹.", "The dog is big¹."),
        ("Der Hund schläft\\ndas heißt groß", "The dog sleeps\\nthat is big"),
        ("Der Hund '{name}' heißt \"b.txt\"", "The dog '{name}' is \"b.txt\""),
        ("Der Hund am 2st https://a.de/2st", "The dog on 2nd https://a.de/2st"),
        ("Der Hund kostet 3,2·10 und das", "The dog costs 3.2·10 and that"),
        ("Der Hund schläft!!!", "The dog sleeps!!!"),
        ("Der Hund schläft！？", "The dog sleeps!?"),
        ("„Der Hund schläft?!“ 😀", "„The dog sleeps?!“ 😀"),
        ("Der Hund kostet 10⁻³ und m²", "The dog costs 10⁻³ and m²"),
        ("Der Hund kostet 20.– und 15,-", "The dog costs 20.– and 15,-"),
        ("Der Hund schläft halb acht.", "The dog sleeps 7:30 AM."),
        ("Der Hund schläft <b>halb</b> acht.", "The dog sleeps <b>7:30 AM</b>."),
        ("Der Hund kostet zwei<i>und<b>zwan</b></i>zig.", "The dog costs <i><b>22</b></i>."),
        ("DER HUND SCHLÄFT HALB ACHT.", "THE DOG SLEEPS 7:30 AM."),
        ("Der Hund schläft 44 v. Chr. und das", "The dog sleeps 44 BC and that"),
        ("Der Hund schläft 44 v. Chr.", "The dog sleeps 44 BC."),
        ("Der Hund kostet zweieinhalb.", "The dog costs 2.5."),
        ("Der Hund ist 1990er Jahre", "The dog is 1990s"),
        ("Siebenundvierzig", "47"),
        ("- zweieinhalb!", "- 2.5!"),
        ("- Schläft 😀", "- Sleeps 😀"),
        ("II. Der Hund XIV. ist", "II. The dog XIV is"),
    ],
)
def test_text_comes_through(source: str, target: str) -> None:
    found = Model().render(source)
    assert " ".join(one.text for one in found) == target
    assert not any(one.warnings for one in found)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Der Hund  schläft.", "The dog  sleeps."),
        ("Der  Hund  schläft.", "The  dog  sleeps."),
        ("DER  HUND  SCHLÄFT.", "THE  DOG  SLEEPS."),
        ("-  Der Hund\u00a0schläft sehr.", "-  The dog\u00a0sleeps very."),
        ("Der Hund kostet 1\u00a0250,5.", "The dog costs 1,250.5."),
        ("Der Hund kostet 5\u00a0€.", "The dog costs 5\u00a0€."),
        ("Der Hund kostet 30\u00a0kg.", "The dog costs 30\u00a0kg."),
        ("Der Hund kostet 30&nbsp;kg.", "The dog costs 30\u00a0kg."),
        ("Собака  спит", "Собака  спит"),
    ],
)
def test_spaces_come_through(source: str, target: str) -> None:
    (found,) = Model().render(source)
    assert found.text == target


def test_columns_are_translated_apart() -> None:
    found = Model().render("Der Hund\tschläft    sehr")
    assert [one.text for one in found] == ["The dog", "sleeps", "very"]


def test_what_the_model_copies_is_not_asked_again() -> None:
    model = Model()
    (found,) = model.render("Der Hund kostet 5 €.")
    assert model.asked == []
    assert (found.read, found.wrote) == ("Der Hund kostet 5.", "The dog costs 5.")


def test_another_script_is_warned_of() -> None:
    (found,) = Model().render("Собака спит")
    assert found.text == "Собака спит"
    assert [warning.kind for warning in found.warnings] == ["unread"]


@pytest.fixture
def no_number_is_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    for word in ("7", *NUMBERS, *NAMES):
        monkeypatch.setitem(ENGLISH, word, "8")
    monkeypatch.setattr(Renderer, "_with_substitutes", lambda *_: {})


@pytest.mark.usefixtures("no_number_is_copied")
def test_a_number_that_does_not_come_through_is_a_constraint_of_another_search() -> None:
    model = Model()
    (found,) = model.render("Der Hund kostet 7.")
    assert found.text == "The dog costs 7."
    assert model.phrases == [Phrases(include=("7",), exclude=("8",))] == [found.phrases]
    assert list(found.phrases.treatments) == [
        Treatment("included", "7"),
        Treatment("excluded", "8"),
    ]
    assert not found.warnings


@pytest.mark.usefixtures("no_number_is_copied")
def test_a_number_that_no_search_finds_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NumberTransfer, "phrases", lambda *_: Phrases())
    (found,) = Model().render("Der Hund kostet 7.")
    assert found.text == "The dog costs 8."
    assert [warning.kind for warning in found.warnings] == ["missing", "added"]
    assert found.phrases == Phrases()


@pytest.mark.usefixtures("no_number_is_copied")
def test_no_number_comes_into_a_rendering_that_must_not_be_there() -> None:
    model = Model()
    model.excluded = ("7",)
    (found,) = model.render("Der Hund kostet 7.")
    assert found.text == "The dog costs 8."
    assert [warning.kind for warning in found.warnings] == ["missing", "added"]
    model.excluded = ("7", "8")
    (found,) = model.render("Der Hund kostet 7.")
    assert found.text == "The dog costs 7."


def test_a_number_that_comes_through_asks_for_no_other_search() -> None:
    model = Model()
    model.render("Der Hund kostet 7.")
    assert not model.phrases


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("Der 2. Hund schläft", "The 2nd dog sleeps"),
        ("Der 2. und Der 13. Hund", "The 2nd and The 13th dog"),
        ("Der 2. Hund kostet 2", "The 2nd dog costs 2"),
    ],
)
def test_an_ordinal_is_read_without_its_point_and_written_as_one(line: str, text: str) -> None:
    (found,) = Model().render(line)
    assert found.text == text
    assert not found.warnings


def test_an_ordinal_for_which_another_number_stood_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENGLISH, "7", "8")
    (found,) = Model().render("Der 7. Hund schläft")
    assert found.text == "The 7th dog sleeps"


class HalfCopy(Model):
    """Answers with a word of two scripts."""

    def hypothesis(self, text: str) -> Hypothesis:
        found = super().hypothesis(text)
        self.texts[-1] = "The Тomas"
        return found


def test_quotation_marks_around_sentences_are_those_of_the_target() -> None:
    for source, language, target in (
        ("„‚Der Hund schläft.‘“", "ru", "«„The dog sleeps.“»"),
        ("Der Hund. ‚Der Hund schläft.‘", "ru", "The dog. «The dog sleeps.»"),
        ('"Der Hund schläft."', "ru", '"The dog sleeps."'),
        ("„Der Hund,“ schläft", "de", "„The dog“, sleeps"),
    ):
        assert " ".join(one.text for one in Model().render(source, language)) == target


def test_straight_marks_beside_those_of_the_target_become_these() -> None:
    found, line = Model().rendered('"Der Hund" schläft. "Der Hund ist groß."', "ru")
    found[0] = replace(found[0], text="«The dog» sleeps.")
    first, second = Model().renderer("ru").with_quotes_of_line(found, line)
    assert (first.text, second.text) == ("«The dog» sleeps.", "«The dog is big.»")
    assert first == found[0]
    assert (second.read, second.wrote) == ("Der Hund ist groß.", "The dog is big.")
    assert Model().renderer("en").with_quotes_of_line(found, line) == found


def test_marks_around_a_whole_line_stay() -> None:
    found = Model().render("„Der Hund schläft. Der Hund ist groß.“ 😀", "ru")
    assert [one.text for one in found] == ["„The dog sleeps.", "The dog is big.“", "😀"]


class Saying(Model):
    """Answers with one text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.said = text

    def hypothesis(self, text: str) -> Hypothesis:
        found = super().hypothesis(text)
        self.texts[-1] = self.said
        return found


@pytest.mark.parametrize(
    ("source", "said", "expected"),
    [
        ("Der Hund schläft.", "The dog etc..", "The dog etc."),
        ("Der Hund schläft!", "The dog….", "The dog…"),
        ("Der Hund „schläft“.", "The dog....", "The dog..."),
        ("Der Hund schläft...", "The dog", "The dog..."),
        ("Der Hund..", "The dog..", "The dog.."),
        ("Der Hund, das.", 'The dog, " that.', "The dog, that."),
        ("Der Hund schläft.", "The dog .", "The dog."),
    ],
)
def test_one_full_stop_ends_a_translation(source: str, said: str, expected: str) -> None:
    [found] = Saying(said).render(source)
    assert found.text == expected
    assert (found.wrote or found.text) == said


def test_words_that_are_half_a_copy_are_whole_ones() -> None:
    for line in ("Der Tомas", "Der Tомas 😀"):
        source = line.replace("ом", "om")
        (latin,), (russian,) = (HalfCopy().render(source, to) for to in ("en", "ru"))
        assert latin.text.startswith("The Тomas")
        assert russian.text == source.replace("Der", "The")
        assert (russian.read, russian.wrote) == ("Der Tomas", "The Тomas")


class OfTwoCases(Model):
    """Knows words with a capital and with a small letter, each as well as it is told."""

    def __init__(self, capital: float, small: float) -> None:
        super().__init__()
        self.likelihoods = {True: capital, False: small}

    def hypothesis(self, text: str) -> Hypothesis:
        found = super().hypothesis(text)
        return replace(found, log_probabilities=(self.likelihoods[text[:1].isupper()],))


@pytest.mark.parametrize(
    ("source", "capital", "small", "read"),
    [
        ("Sehr", -0.5, -1.0, "Sehr"),
        ("Sehr", -1.0, -0.5, "sehr"),
        ("- Sehr 😀", -0.5, -1.0, "Sehr"),
        ("Wichtig", -0.5, -1.0, "wichtig"),  # of which the model knows a copy alone
    ],
)
def test_a_word_by_itself_is_read_in_the_case_that_gives_the_likelier_translation(
    source: str, capital: float, small: float, read: str
) -> None:
    [found] = OfTwoCases(capital, small).render(source)
    assert found.read == read
    assert found.text == source.replace("Sehr", "Very")
