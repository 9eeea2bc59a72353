"""CTranslate2 as an engine, to see that an exported model says what ours does.

CTranslate2 is imported when it is asked for: it is an extra (`pip install 'tolmach[ctranslate2]'`).
"""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tolmach.errors import RequestError
from tolmach.inference.engine import Engine, Pieces
from tolmach.model_folder import SelfTest
from tolmach.search.guard import Guard
from tolmach.search.hypothesis import Hypothesis
from tolmach.search.options import SearchOptions
from tolmach.search.phrase_constraints import PhraseConstraints
from tolmach.text.tokenizer import BOS, EOS
from tolmach.text.tokenizer_pair import TokenizerPair
from tolmach.translation.self_test import SelfTestResult, checked_self_test
from tolmach.translation.translator import Translator


def ctranslate2_is_installed() -> bool:
    """Return whether CTranslate2 can be imported."""
    return find_spec("ctranslate2") is not None


class CTranslate2Engine:
    """Greedy search by CTranslate2, in float32 on one CPU thread: enough for a self-test.

    Of the guard it has the limits of length alone.
    """

    name = "ctranslate2"
    longest: int | None = None  # a self-test's sentences fit

    def __init__(self, folder: Path, tokenizers: TokenizerPair) -> None:
        import ctranslate2

        self._translator: Any = ctranslate2.Translator(
            str(folder), compute_type="float32", inter_threads=1, intra_threads=1
        )
        self._source, self._target = tokenizers.source.symbols(), tokenizers.target.symbols()
        self._ids = {symbol: piece for piece, symbol in enumerate(self._target)}

    def translate(
        self,
        sources: Sequence[Pieces],
        options: SearchOptions,
        *,
        prefixes: Sequence[Pieces] | None = None,
        phrase_constraints: Sequence[PhraseConstraints] | None = None,
    ) -> list[list[Hypothesis]]:
        """Return one hypothesis for each source; only greedy search is known."""
        if options.beam > 1 or prefixes or phrase_constraints:
            raise RequestError("CTranslate2 is asked for plain greedy search alone.")
        return [[self._greedy(source, options)] for source in sources]

    def score(self, sources: Sequence[Pieces], targets: Sequence[Pieces]) -> list[list[float]]:
        """Return the log-probability of each target's pieces and of the `</s>` after them."""
        found = self._translator.score_batch(
            [self._symbols(source) for source in sources],
            [[self._target[piece] for piece in target] for target in targets],
        )
        return [list(each.log_probs) for each in found]

    def _greedy(self, source: Pieces, options: SearchOptions) -> Hypothesis:
        guard = options.effective_guard
        [found] = self._translator.translate_batch(
            [self._symbols(source)],
            beam_size=1,
            min_decoding_length=guard.min_length,
            max_decoding_length=guard.limit(len(source)),
            disable_unk=True,  # which is `<pad>`
            suppress_sequences=[[BOS]],
            return_end_token=True,
        )
        symbols = found.hypotheses[0]
        finished = symbols[-1:] == [EOS]
        ids = [self._ids[symbol] for symbol in (symbols[:-1] if finished else symbols)]
        scores = self.score([source], [ids])[0][: len(symbols)]
        penalty = options.effective_penalty
        return Hypothesis.scored(ids, scores, finished=finished, penalty=penalty, engine=self.name)

    def _symbols(self, source: Pieces) -> list[str]:
        return [self._source[piece] for piece in source]


def check_export(folder: Path, translator: Translator) -> SelfTestResult:
    """Translate the self-test of `translator`'s model by CTranslate2 from `folder`, and compare.

    CTranslate2 has no guard against loops, so sentences in which our guard makes a difference are
    left out; perhaps none is left. Raises TolmachError, naming a sentence, where one comes out
    otherwise.
    """
    selftest = _unguarded(translator)
    if not selftest.sources:
        return SelfTestResult(0, [])
    reader = CTranslate2Engine(folder, translator.tokenizers)
    return checked_self_test(
        Translator(reader, translator.tokenizers, translator.description, selftest=selftest)
    )


def _unguarded(translator: Translator) -> SelfTest:
    """Return the sentences of the self-test in which the guard against loops changes nothing."""
    test, tokenizers = translator.selftest, translator.tokenizers
    sources = tokenizers.source.encode_batch(translator.cleaned(test.sources))
    guarded, free = (
        [best.ids for [best] in _greedy(translator.engine, sources, guard)]
        for guard in (Guard(), Guard(max_copies=None))
    )
    kept = [pair for pair, one, two in zip(test.pairs, guarded, free, strict=True) if one == two]
    return SelfTest([pair.source for pair in kept], [pair.target for pair in kept])


def _greedy(engine: Engine, sources: Sequence[Pieces], guard: Guard) -> list[list[Hypothesis]]:
    return engine.translate(sources, SearchOptions(beam=1, guard=guard))
