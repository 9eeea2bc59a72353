"""The text of a drafted recipe: every setting, what it does, and why it has this value.

A setting that stays at its default is written out with `#` before it.
"""

from tolmach.config.corpora import DataSettings
from tolmach.config.recipe import TrainingSettings, VocabularySettings
from tolmach.recipes.draft import Draft
from tolmach.recipes.model_text import model_lines
from tolmach.recipes.section_text import Lines, RecipeSection, comment_lines, toml_value


def recipe_text(draft: Draft, *, takes: str = "") -> str:
    """Return the recipe as TOML that `read_recipe` takes as it is.

    `takes` says, as "3 hours", how long it will take on this machine.
    """
    model = () if draft.start else model_lines(draft)
    sections = (_head(draft), _data(draft), _vocabulary(draft), model, _training(draft, takes))
    written = ("\n".join(section) for section in sections)
    return "\n\n".join(filter(None, written)) + "\n"


def _head(draft: Draft) -> Lines:
    source, target = draft.source.languages
    yield f"# A translator from {source} to {target}, drafted by `tolmach init` for"
    yield f"# {draft.pairs:,} pairs of sentences. Lines that begin with # are comments; a setting"
    yield "# among them has its default value, and takes another once its # is gone."
    yield ""
    yield f"name = {toml_value(draft.source.name)}"
    if draft.source.start_from:
        yield from comment_lines(
            "The model whose learning goes on; its vocabulary, its architecture and its sizes "
            "stay. On text of one kind alone it forgets others: put some of what it learnt from "
            "into data.train as well."
        )
        yield f"start_from = {toml_value(str(draft.source.start_from))}"
    yield "# Said on the model's card: where the text comes from, and under which licence."
    yield '# notes = ""'
    yield "# Sources that every saved model translates as a check of copies; by default of dev."
    yield "# selftest = []"


def _data(draft: Draft) -> Lines:
    section = RecipeSection("data", DataSettings)
    source, target = draft.source.languages
    yield section.head
    yield from section.line("source_language", source)
    yield from section.line("target_language", target)
    yield from section.line(
        "train",
        [[str(path) for path in draft.source.train]],
        "One TSV (source TAB target), CSV or TMX, or two line-aligned files, from this file's "
        "folder; more corpora follow in brackets of their own, or as tables with a weight or tag.",
    )
    yield from section.line(
        "dev",
        [str(path) for path in draft.source.dev],
        "The model is judged by this, and learns nothing from it.",
    )
    if not draft.start:
        yield from section.default("lowercase", "true: the model neither sees nor writes capitals.")
    yield from section.line(
        "longest",
        draft.longest,
        "Pairs with more pieces on either side are left out; long ones cost memory.",
    )
    yield from section.default(
        "augment",
        "Pairs made of your own text, as a share of it: words and phrases alone, sentences joined, "
        "other names and numbers, careless spelling. 0.6 makes a translator sane on what is not "
        "one whole sentence.",
    )
    yield from section.default(
        "templates",
        "For German or Russian with English: so many pairs out of templates, which show word "
        "order, relative clauses, times, sums, dates and titles. 20,000 go with 500,000 of yours.",
    )


def _vocabulary(draft: Draft) -> Lines:
    section = RecipeSection("vocabulary", VocabularySettings)
    yield section.head
    if not draft.start:
        yield from _new_vocabulary(section, draft)
    yield from section.default(
        "anew",
        "Where a run goes on from a model (start_from): learn a vocabulary all the same, instead "
        "of taking the model's.",
    )
    yield from section.default(
        "dropout",
        "BPE-dropout: words are cut anew, at random, each time they are seen. 0.1 often helps "
        "where text is scarce or misspelt; training then takes more updates.",
    )


def _new_vocabulary(section: RecipeSection, draft: Draft) -> Lines:
    yield from section.line(
        "size",
        draft.tier.vocabulary,
        "Pieces into which words are cut. Each must occur often enough to be learnt: for "
        f"{draft.pairs:,} pairs so many; twice as many for morphologically rich languages and "
        "much text.",
    )
    why = "share a script" if draft.joint else "have different scripts"
    yield from section.line(
        "joint", draft.joint, f"One vocabulary for both languages; these two {why}."
    )


def _training(draft: Draft, takes: str) -> Lines:
    yield "[training]"
    section = RecipeSection("training", TrainingSettings)
    yield from _training_amounts(section, draft, takes)
    yield from _training_rates(section, draft)
    yield from _training_habits(section, draft)


def _training_amounts(section: RecipeSection, draft: Draft, takes: str) -> Lines:
    time = f", some {takes} on the processor that drafted this" if takes else ""
    yield from section.line(
        "updates",
        draft.updates,
        f"About {draft.epochs:.0f} times through the text{time}. Still improving at the end? Take "
        "more.",
    )
    yield from section.line(
        "batch_tokens",
        draft.batch_tokens,
        "Pieces computed at once, padding counted. Out of memory? Halve it and double "
        "batches_per_update, which learns the same.",
    )
    yield from section.line(
        "batches_per_update",
        draft.batches_per_update,
        "Batches before the parameters move; torchrun's processes share them.",
    )
    yield from section.default(
        "precision", '"float32", "bfloat16", or "auto": whichever is fast here.'
    )
    yield from section.default("seed", "The same seed gives the same run.")


def _training_rates(section: RecipeSection, draft: Draft) -> Lines:
    yield from section.line(
        "learning_rate",
        draft.learning_rate,
        "At its peak. The loss explodes or sticks? Halve it, or lengthen the warm-up.",
    )
    yield from section.line("warmup", draft.warmup, "Updates over which the rate rises.")
    yield from section.default(
        "schedule", 'Then it falls: "cosine" to the last update, or "inverse_sqrt".'
    )
    yield from section.default("final_learning_rate", "For cosine.")
    yield from section.default("label_smoothing")
    yield from section.default(
        "r_drop",
        "As 5.0, where text is scarce and time is not: each batch is read twice, and both readings "
        "shall predict alike (R-Drop).",
    )
    yield from section.default("clip", "Largest gradient norm; 0: any.")
    yield from section.default("optimizer", '"adam" or "adamw".')
    yield from section.default("betas")
    yield from section.default("weight_decay")
    yield from section.default("ema", "Decay of a running average of the weights, as 0.999.")


def _training_habits(section: RecipeSection, draft: Draft) -> Lines:
    yield from section.line(
        "validate_every", draft.validate_every, "Updates between translations of the dev set."
    )
    yield from section.default("validate_beam")
    yield from section.default(
        "patience",
        "Stop after so many validations with neither a new best nor a lower loss; 0: never.",
    )
    yield from section.default("keep_best", "Best weights kept, and averaged at the end.")
    yield from section.default(
        "best_by", '"bleu", "chrf", "loss", or "auto": BLEU, chrF where BLEU cannot tell.'
    )
    yield from section.line("checkpoint_every", min(500, draft.validate_every))
    yield from section.default("report_every")
    yield from section.default("save_precision", '"float16", "bfloat16" or "float32".')
