from tests.models.variants import TRANSFORMER
from tolmach.models.build import build_model
from tolmach.models.transformer import Transformer


def test_three_way_tying_shares_one_table() -> None:
    model = build_model(TRANSFORMER, 23, 23)
    assert isinstance(model, Transformer)
    assert model.output.weight is model.source_embedding.weight is model.target_embedding.weight
