"""How much of what a Transformer predicts passes through each attention head.

Shapes: H heads.
"""

from collections.abc import Sequence

import numpy as np

from tolmach.analysis.heads.importance import Values
from tolmach.analysis.relevance.attribution import relevance_of_texts
from tolmach.corpus.parallel import Pair
from tolmach.errors import TolmachError
from tolmach.translation.translator import Translator


def head_relevance(translator: Translator, pairs: Sequence[Pair]) -> dict[str, Values]:
    """Return for each site, as `encoder.self.1`, the importance of its heads, [H], 0 to 1.

    It is the share of a prediction's relevance that passes through the head, the mean of all
    predictions in `pairs`; a head whose output is cut off has 0. Voita et al. 2019, §4, divide by
    the sum over the heads of the layer (as Ding et al. 2017 measure it for units); here that is
    left to the reader, so that heads of different layers can be compared too. Raises
    TolmachError where there are no pairs or the model is no Transformer.
    """
    if not pairs:
        raise TolmachError("There are no sentence pairs to read heads' relevance off; give some.")
    found = relevance_of_texts(
        translator, [pair.source for pair in pairs], [pair.target for pair in pairs]
    )
    return {
        site: np.concatenate([each.heads[site] for each in found]).mean(0, np.float64)
        for site in found[0].heads
    }
