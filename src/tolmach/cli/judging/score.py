"""`tolmach score`: how probable a model thinks given translations, piece by piece."""

import json
from typing import TYPE_CHECKING

from tolmach.cli.flags import flattened
from tolmach.cli.options import (
    AsJson,
    MachineFlags,
    Models,
    Output,
    PairFiles,
)
from tolmach.cli.output import opened_output

if TYPE_CHECKING:
    from tolmach.translation.result import ScoredPair

_CHUNK = 256  # pairs


@flattened
def score(
    files: PairFiles,
    model: Models = None,
    output: Output = None,
    as_json: AsJson = False,
    machine: MachineFlags = MachineFlags(),  # noqa: B008
) -> None:
    """Score given translations: the log-probability of each, and of every piece of it.

    Prints a line a pair: the log-probability (natural logarithm), its mean a piece, and all
    pieces with their own, tab-separated; the last piece, `</s>`, is the end.

    Example: `printf 'Hallo!\\tHello!\\n' | tolmach score -`
    """
    from tolmach.chunks import chunks
    from tolmach.corpus.parallel import read_all_pairs
    from tolmach.file_checks import check_files
    from tolmach.inference.threads import FittingThreads

    check_files(files, [output])
    translator = machine.loaded(model)
    pairs = read_all_pairs(files, languages=translator.description.languages)
    fitting = FittingThreads(machine.threads)
    with opened_output(output) as stream:
        for chunk in chunks(translator.checked(pairs), _CHUNK):
            with fitting.fitted(side for pair in chunk for side in pair):
                scored = translator.score(
                    [pair.source for pair in chunk], [p.target for p in chunk]
                )
                for pair in scored:
                    stream.write((_json(pair) if as_json else _line(pair)) + "\n")
                stream.flush()


def _line(pair: "ScoredPair") -> str:
    pieces = " ".join(f"{token.text} {token.log_probability:.2f}" for token in pair.tokens)
    mean = pair.log_probability / len(pair.tokens)
    return f"{pair.log_probability:.4f}\t{mean:.4f}\t{pieces}"


def _json(pair: "ScoredPair") -> str:
    record = {
        "source": pair.source,
        "target": pair.target,
        "log_probability": round(pair.log_probability, 6),
        "tokens": [[token.text, round(token.log_probability, 6)] for token in pair.tokens],
    }
    return json.dumps(record, ensure_ascii=False)
