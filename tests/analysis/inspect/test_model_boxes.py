import numpy as np
import pytest

from tests.models.variants import VARIANTS
from tests.toy_translator import TOKENIZER, toy_translator
from tolmach.analysis.attention.recorder import open_engine, record_pairs
from tolmach.analysis.inspect.model_boxes import box_numbers, model_boxes
from tolmach.config.model import Model

SOURCE, TARGET = TOKENIZER.encode("Der Hund schläft."), TOKENIZER.encode("The dog")


@pytest.mark.parametrize("settings", list(VARIANTS.values()), ids=list(VARIANTS))
def test_every_box_has_numbers_at_every_position(settings: Model) -> None:
    model = open_engine(toy_translator(settings), "A model is read").model
    boxes = model_boxes(settings)
    for box in boxes:
        rows = box_numbers(model, box, SOURCE, TARGET)
        once = box.kind in ("start", "vector")
        length = len(SOURCE if box.side == "encoder" else TARGET) + 1
        assert rows.shape[0] == (1 if once else length), box
        assert np.isfinite(rows).all()
    assert boxes[-1].kind == "output"
    assert rows.shape[1] == len(TOKENIZER)


@pytest.mark.parametrize("settings", list(VARIANTS.values()), ids=list(VARIANTS))
def test_every_attention_that_is_computed_has_its_box(settings: Model) -> None:
    model = open_engine(toy_translator(settings), "A model is read").model
    [recorded] = record_pairs(model, [SOURCE], [TARGET])
    assert set(recorded.weights) <= {box.site for box in model_boxes(settings)}


def test_a_table_that_both_sides_share_is_read_for_each() -> None:
    settings = VARIANTS["transformer, pre-norm"]
    model = open_engine(toy_translator(settings), "A model is read").model
    tables = [box for box in model_boxes(settings) if box.kind == "embedding"]
    source, target = (box_numbers(model, box, SOURCE, TARGET) for box in tables)
    assert (len(source), len(target)) == (len(SOURCE) + 1, len(TARGET) + 1)
