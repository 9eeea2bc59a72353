"""A server that translates as LibreTranslate does: for each request one call of CTranslate2.

    python -m benchmarks.ctranslate2_server FOLDER TOKENIZER --precision int8

Flask and waitress answer `/translate` with as many threads as LibreTranslate starts, on a model
that `tolmach export` wrote. It prints its address, and imports nothing of Tolmach. The lines of a
text are sentences, and all of them go into one call, which is more than LibreTranslate does.
"""

import argparse
from pathlib import Path
from typing import Any

import ctranslate2
import flask
import tokenizers
import waitress

from benchmarks.ctranslate2_loop import LONGEST, vocabulary

THREADS = 4  # LibreTranslate's default


def application(options: argparse.Namespace) -> flask.Flask:
    """Return the application."""
    translator = ctranslate2.Translator(
        str(options.folder),
        compute_type=options.precision,
        inter_threads=options.threads,
        intra_threads=1,
    )
    tokenizer = tokenizers.Tokenizer.from_file(str(options.tokenizer))
    read, written = (vocabulary(options.folder, side) for side in ("source", "target"))
    places = {piece: place for place, piece in enumerate(written)}
    app = flask.Flask(__name__)

    def translate() -> dict[str, Any]:
        lines = flask.request.get_json()["q"].split("\n")
        found = translator.translate_batch(
            [[read[piece] for piece in tokenizer.encode(line).ids] for line in lines],
            beam_size=options.beam,
            length_penalty=0,
            max_decoding_length=LONGEST,
        )
        ids = [[places[piece] for piece in each.hypotheses[0]] for each in found]
        return {"translatedText": "\n".join(map(tokenizer.decode, ids))}

    app.add_url_rule("/translate", view_func=translate, methods=["POST"])
    return app


def main() -> None:
    """Serve as the arguments say, on any free port."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("folder", "tokenizer"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--precision", default="float32")
    parser.add_argument("--beam", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    server = waitress.create_server(
        application(options), host="127.0.0.1", port=0, threads=THREADS, connection_limit=1000
    )
    print(f"http://127.0.0.1:{server.effective_port}", flush=True)
    server.run()


if __name__ == "__main__":
    main()
