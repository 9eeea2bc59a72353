import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.server.serving import LONG
from tests.server.test_context import until
from tests.toy_folder import LINES, make_toy_folder
from tolmach.errors import ModelError, TolmachError
from tolmach.inference.auto_engine import AutoEngine
from tolmach.inference.native_extension import native_is_installed
from tolmach.inference.torch_engine import TorchEngine
from tolmach.model_paths import CALIBRATION, WEIGHTS
from tolmach.search.guard import Guard
from tolmach.search.options import SearchOptions
from tolmach.service.scheduler import QueuedJob, TextUnit
from tolmach.service.served_model import (
    Found,
    ModelOnDemand,
    ServedModel,
    ServiceSettings,
    TextKind,
)
from tolmach.service.turns import ThreadBudget
from tolmach.translation.glossary import Glossary
from tolmach.translation.segments import LONGEST_SEGMENT
from tolmach.translation.translator import Translator

SHORT = SearchOptions(beam=2, guard=Guard(max_length=7))


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedModel]:
    folder = make_toy_folder(tmp_path_factory.mktemp("served") / "toy")
    served = ServedModel.load(folder, ServiceSettings(), ThreadBudget(1))
    yield served
    served.close()


def test_plain_text_goes_to_the_fastest_engine(model: ServedModel) -> None:
    engine = model.translator.engine
    assert isinstance(engine, AutoEngine if native_is_installed() else TorchEngine)
    found = model.translate(TextKind(SHORT), LINES)
    expected = [one.text for one in model.translator.translate(LINES, SHORT)]
    assert [one.text for one in found] == expected


def test_plain_text_does_not_wait_for_an_analysis(model: ServedModel) -> None:
    if not native_is_installed():
        pytest.skip("the native engine is not compiled")
    served = ServedModel(model.translator, budget=ThreadBudget(2))

    def translated_meanwhile(_: Translator) -> int:
        found: list[Found] = []
        other = threading.Thread(
            target=lambda: found.extend(served.translate(TextKind(SHORT), LINES))
        )
        other.start()
        other.join(60)
        return len(found)

    assert served.examine(translated_meanwhile) == len(LINES)
    served.close()


@pytest.mark.parametrize("kind", [TextKind(SHORT), TextKind(SHORT, markup=True)])
def test_a_translation_has_its_turn_between_the_searches_of_an_analysis(
    model: ServedModel, kind: TextKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    served, done = ServedModel(model.translator, budget=ThreadBudget(1)), list[str]()
    translated = served._translated

    def noted(*asked: Any) -> Sequence[Found]:
        done.append("translation")
        return translated(*asked)

    def analysis(translator: Translator) -> None:
        for other in others:
            other.start()
        until(lambda: len(served._examining._line) == 3)
        until(lambda: len(served._on_pytorch._line) == 2 or bool(served._budget._turn._line))
        translator.translate(["Katze"], SHORT)
        done.append("analysis")

    monkeypatch.setattr(served, "_translated", noted)
    asked: list[Callable[[], object]] = [
        *[partial(served.examine, lambda _: done.append("other"))] * 2,
        partial(served.translate, kind, ["Hund"]),
    ]
    others = [threading.Thread(target=each, daemon=True) for each in asked]
    examining = threading.Thread(target=served.examine, args=(analysis,), daemon=True)
    examining.start()
    for each in (examining, *others):
        each.join(LONG)
    assert done == ["translation", "analysis", "other", "other"]
    served.close()


def test_whoever_waits_for_the_model_holds_no_threads(model: ServedModel) -> None:
    served, gate = ServedModel(model.translator, budget=ThreadBudget(3)), threading.Event()
    others = [threading.Thread(target=served.examine, args=(lambda _: gate.wait(60),))]
    others += [threading.Thread(target=served.examine, args=(lambda _: None,)) for _ in range(2)]
    others += [threading.Thread(target=served.translate, args=(TextKind(markup=True), ["Hund"]))]
    for other in others:
        other.start()
    until(lambda: len(served._examining._line) == 3 and len(served._on_pytorch._line) == 2)
    free = served._budget._free
    gate.set()
    for other in others:
        other.join()
    served.close()
    assert free == 2


def test_an_analysis_computes_on_one_thread_whatever_others_use(
    model: ServedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not native_is_installed():
        pytest.skip("the native engine is not compiled")
    engine = model.translator.engine
    assert isinstance(engine, AutoEngine)
    compiled, used = engine.native._engine, list[int]()

    class Recorded:
        def translate(self, *, threads: int, **named: Any) -> Any:
            used.append(threads)
            return compiled.translate(threads=threads, **named)

    monkeypatch.setattr(engine.native, "_engine", Recorded())
    served = ServedModel(model.translator, budget=ThreadBudget(3))
    served.translate(TextKind(SHORT), LINES)
    served.examine(lambda translator: translator.translate(LINES, SHORT))
    served.translate(TextKind(SHORT), LINES)
    served.close()
    assert set(used) == {3, 1}
    assert used[-1] == 3


def test_words_to_exclude_go_to_pytorch(model: ServedModel) -> None:
    [free] = model.translate(TextKind(SHORT), LINES[:1])
    word = free.text.split()[0]
    [found] = model.translate(TextKind(SHORT, exclude=(word,)), LINES[:1])
    assert found.text == model.translator.translate(LINES[0], SHORT, exclude=[word]).text


def test_kinds_say_what_every_engine_can_do() -> None:
    assert TextKind(SHORT, prefix="The").is_plain
    assert not TextKind(markup=True).is_plain
    assert not TextKind(glossary=Glossary.of([("a", "b")])).is_plain
    assert not TextKind(include=("a",)).is_plain


def test_markup_keeps_tags(model: ServedModel) -> None:
    [found] = model.translate(TextKind(SHORT, markup=True), ["Der <b>Hund</b> schläft."])
    assert found.text.count("<b>") == found.text.count("</b>") == 1


def test_a_line_is_cut_into_sentences_with_their_cost(model: ServedModel) -> None:
    units = list(model.units("  Guten Morgen!\tWie geht es dir? "))
    assert [unit.text for unit in units] == ["Guten Morgen!", "Wie geht es dir?"]
    assert 1 < units[0].cost <= len("Guten Morgen!")
    assert model.joined(["One.", "", "Two."]) == "One. Two."


def test_a_sentence_with_too_many_pieces_becomes_several_units(model: ServedModel) -> None:
    text = "so weiter und " * 200
    units = list(model.units(text))
    ids = [model.translator.tokenizers.source.encode(unit.text) for unit in units]
    assert len(units) > 1
    assert all(len(each) <= LONGEST_SEGMENT for each in ids)
    assert " ".join(unit.text for unit in units) == text.strip()


def test_without_calibration_there_is_none(model: ServedModel) -> None:
    assert model.calibration is None
    assert not model.is_calibrated


def test_a_damaged_calibration_is_the_model_s_fault_and_does_not_pass_for_none(
    tmp_path: Path,
) -> None:
    folder = make_toy_folder(tmp_path / "toy")
    model = ServedModel(Translator.load(folder), folder=folder)
    (folder / CALIBRATION).write_text("{}", "utf-8")
    with pytest.raises(ModelError, match=r"calibration\.json"):
        _ = model.calibration
    assert model.is_calibrated
    model.close()


def test_an_analysis_gets_the_reference(model: ServedModel) -> None:
    assert model.examine(lambda translator: translator) is model.translator


def test_threads_are_shared_by_those_who_compute() -> None:
    budget = ThreadBudget(4)
    with budget.share() as all_of_them:
        assert all_of_them == 4
        taken: list[int] = []
        second = threading.Thread(target=lambda: taken.append(_one_share(budget)))
        second.start()
    second.join()
    assert taken in ([2], [4])  # half while the first computes, all where it has just ended
    with budget.share() as again:
        assert again == 4


def _one_share(budget: ThreadBudget) -> int:
    with budget.share() as count:
        return count


def test_who_needs_few_threads_takes_no_more() -> None:
    budget = ThreadBudget(3)
    with budget.share(1) as one, budget.share() as rest:
        assert (one, rest) == (1, 1)


def test_a_budget_lends_at_least_one_thread() -> None:
    with ThreadBudget(0).share() as count:
        assert count == 1


def test_a_model_on_demand_is_described_before_and_loaded_once(tmp_path: Path) -> None:
    folder = make_toy_folder(tmp_path / "toy", languages=("fr", "en"))
    weights = (folder / WEIGHTS).read_bytes()
    (folder / WEIGHTS).write_bytes(b"")
    model = ModelOnDemand(folder, ServiceSettings(), ThreadBudget(1))
    assert (model.name, model.description.source_language) == ("toy", "fr")
    with pytest.raises(TolmachError, match=WEIGHTS):
        model.served()
    (folder / WEIGHTS).write_bytes(weights)
    served = model.served()
    assert model.served() is served
    assert served.examine(lambda translator: translator.description) == model.description
    model.close()


def test_a_text_that_nobody_waits_for_is_not_searched_on(
    model: ServedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = QueuedJob[TextKind, Found](TextKind(SHORT), [TextUnit("Der <b>Hund</b> {x} 5", 7)])
    engine, searches = model.translator.engine, list[int]()
    translate = engine.translate

    def searched(*given: Any, **named: Any) -> Any:
        searches.append(1)
        asked.cancel()
        return translate(*given, **named)

    monkeypatch.setattr(engine, "translate", searched)
    served = ServedModel(model.translator)
    served.scheduler.submit(asked)
    served.close()
    assert (asked.future.cancelled(), searches) == (True, [1])
