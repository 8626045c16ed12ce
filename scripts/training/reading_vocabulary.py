"""Cut the word-piece vocabulary down to pieces that biomedical and forum text uses."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import tokenizers

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def corpus_texts(bench: Path) -> Iterable[str]:
    """Yield the text that the vocabulary is counted on: abstracts, claims, posts, papers."""
    keys = {"text", "claim", "title", "evidence_text", "own_text", "body"}
    for file in sorted(bench.glob("*/*.jsonl")):
        with file.open(encoding="utf-8") as stream:
            for line in stream:
                row = json.loads(line)
                yield from (
                    value for key, value in row.items() if key in keys and isinstance(value, str)
                )
                yield from row.get("sentences") or ()
                gold = row.get("gold")
                for prompt in gold.get("prompts") or () if isinstance(gold, dict) else ():
                    yield f"{prompt.get('outcome')} {prompt.get('intervention')} {prompt.get('comparator')}"
                    yield from (e["text"] for e in prompt.get("evidence") or ())


def prune_tokenizer(source: Path, texts: Iterable[str], *, size: int) -> tuple[str, list[int]]:
    """Keep the most frequent pieces and every single character.

    Returns
    -------
    tuple of str and list of int
        The new `tokenizer.json`, and for each new id the old one. A word whose piece is gone
        falls back to smaller pieces.
    """
    tokenizer = tokenizers.Tokenizer.from_file(str(source))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    counts: Counter[str] = Counter()
    batch: list[str] = []
    for text in texts:
        batch.append(text[:20_000])
        if len(batch) == 512:
            _count(tokenizer, batch, counts)
            batch = []
    _count(tokenizer, batch, counts)
    old = json.loads(tokenizer.to_str())
    vocabulary: dict[str, int] = old["model"]["vocab"]
    singles = {
        piece for piece in vocabulary if len(piece.removeprefix("##")) == 1 and piece.isascii()
    }
    singles |= {
        piece for piece in vocabulary if len(piece.removeprefix("##")) == 1 and counts[piece]
    }
    kept = {*SPECIAL, *singles}
    for piece, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if len(kept) >= size:
            break
        kept.add(piece)
    ids = sorted(vocabulary[piece] for piece in kept)
    names = {number: piece for piece, number in vocabulary.items()}
    old["model"]["vocab"] = {names[number]: new for new, number in enumerate(ids)}
    renumbered = {number: new for new, number in enumerate(ids)}
    for token in old["added_tokens"]:
        token["id"] = renumbered[token["id"]]
    for special in old["post_processor"].get("special_tokens", {}).values():
        special["ids"] = [renumbered[number] for number in special["ids"]]
    return json.dumps(old, ensure_ascii=False), ids


def _count(tokenizer: tokenizers.Tokenizer, batch: list[str], counts: Counter[str]) -> None:
    for encoding in tokenizer.encode_batch(batch, add_special_tokens=False):
        counts.update(encoding.tokens)
