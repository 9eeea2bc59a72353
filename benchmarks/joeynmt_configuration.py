"""JoeyNMT's configuration for the models of `benchmarks.setting`."""

import json
from pathlib import Path

from benchmarks.peers import JOEYNMT
from benchmarks.setting import Learning, RecurrentSetting, Setting


def write_configuration(folder: Path, setting: Setting | RecurrentSetting, updates: int) -> Path:
    """Write the configuration for `setting` on the piece files in `folder`; return its path.

    Pieces are written as numbers, one `word` each. Logging and validation never fall due. A JSON
    file is a valid YAML file, which is what JoeyNMT reads.
    """
    configuration = {
        "name": "benchmark",
        "joeynmt_version": JOEYNMT.version,
        "model_dir": str(folder / "joeynmt-model"),
        "use_cuda": False,
        "random_seed": setting.seed,
        "data": {
            "train": str(folder / "train"),
            "dev": str(folder / "dev"),
            "dataset_type": "plain",
            "src": _side("en", folder),
            "trg": _side("de", folder),
        },
        "training": _training(setting, updates),
        "testing": {"beam_size": 1, "eval_metrics": ["bleu"]},
        "model": {"tied_embeddings": True, "tied_softmax": True, **_model(setting)},
    }
    path = folder / "joeynmt.yaml"
    path.write_text(json.dumps(configuration, indent=1), "utf-8")
    return path


def _side(language: str, folder: Path) -> dict[str, object]:
    return {"lang": language, "level": "word", "voc_file": str(folder / "vocabulary.txt")}


def _training(setting: Learning, updates: int) -> dict[str, object]:
    never = 10 * updates
    return {
        "optimizer": "adam",
        "adam_betas": [0.9, 0.98],
        "scheduling": "decaying",  # JoeyNMT refuses to go without; this one never falls due
        "decaying_step_size": never,
        "learning_rate": setting.learning_rate,
        "learning_rate_min": 0.0,
        "normalization": "tokens",
        "label_smoothing": setting.label_smoothing,
        "batch_type": "token",
        "batch_size": setting.batch_tokens,
        "epochs": updates,
        "updates": updates,
        "logging_freq": never,
        "validation_freq": never,
        "overwrite": True,
    }


def _model(setting: Setting | RecurrentSetting) -> dict[str, object]:
    match setting:
        case Setting():
            side = _transformer(setting)
            return {"encoder": side, "decoder": dict(side)}
        case RecurrentSetting():
            return _recurrent(setting)


def _transformer(setting: Setting) -> dict[str, object]:
    return {
        "type": "transformer",
        "num_layers": setting.layers,
        "num_heads": setting.heads,
        "embeddings": {"embedding_dim": setting.size, "scale": True},
        "hidden_size": setting.size,
        "ff_size": setting.inner,
        "dropout": setting.dropout,
        "layer_norm": "pre",
    }


def _recurrent(setting: RecurrentSetting) -> dict[str, object]:
    side: dict[str, object] = {
        "type": "recurrent",
        "rnn_type": "lstm",
        "num_layers": 1,
        "embeddings": {"embedding_dim": setting.size, "scale": True},
        "dropout": setting.dropout,
    }
    decoder: dict[str, object] = {
        "hidden_size": setting.size,
        "hidden_dropout": setting.dropout,
        "attention": "luong",
        "init_hidden": "bridge",
        "input_feeding": setting.input_feeding,
    }
    encoder = {"hidden_size": setting.size // 2, "bidirectional": True}  # of each direction
    return {"init_rnn_orthogonal": True, "encoder": side | encoder, "decoder": side | decoder}
