import json
import math

from tests.toy_folder import LINES
from tests.toy_translator import toy_translator
from tolmach.config.model import TransformerSettings
from tolmach.markup.translator import MarkedTranslation
from tolmach.search.guard import Guard
from tolmach.search.methods import ExactSearch
from tolmach.search.options import SearchOptions
from tolmach.translation.record import translation_record

TOY = toy_translator(
    TransformerSettings(size=16, heads=2, inner=24, encoder_layers=1, decoder_layers=1)
)
SHORT = SearchOptions(beam=2, n_best=2, guard=Guard(max_length=5))


def test_a_record_has_spans_pieces_and_alternatives() -> None:
    found = TOY.translate(LINES[0], SHORT)
    record = json.loads(json.dumps(translation_record(found)))
    assert (record["source"], record["text"]) == (LINES[0], found.text)
    assert len(record["alternatives"]) == 1
    for segment, given in zip(record["segments"], found.segments, strict=True):
        assert segment["source_span"] == list(given.source_span)
        assert [text for text, _ in segment["tokens"]] == [token.text for token in given.tokens]
        assert math.isclose(
            sum(value for _, value in segment["tokens"]),
            sum(token.log_probability for token in given.tokens),
            abs_tol=1e-4,
        )
    assert "marked" not in record


def test_markup_and_proof_are_told_where_there_are_any() -> None:
    options = SearchOptions(method=ExactSearch(states=3), guard=Guard(max_length=5, min_length=0))
    found = TOY.translate(LINES[3], options)
    record = translation_record(MarkedTranslation("<b>x</b>", found))
    assert (record["marked"], record["text"]) == ("<b>x</b>", found.text)
    assert record["segments"][0]["proof"]["states"] == 3


def test_what_the_model_did_not_read_is_told() -> None:
    found = TOY.translate("- Guten Morgen! 太郎太郎太郎", SHORT)
    first, second = translation_record(found)["segments"]
    assert first["read"] == "Guten Morgen!"
    assert first["wrote"] in found.text
    assert {"kind": "aside", "text": "-"} in first["changes"]
    assert second["changes"] == [{"kind": "copied", "text": "太郎太郎太郎"}]
    assert second["warnings"] == [{"kind": "unread", "text": "han"}]
    assert second["tokens"] == []
