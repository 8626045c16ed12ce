"""Speed of the PDF reader: pages a second of processor time on one core, with boxes and tables."""

from __future__ import annotations

import resource
from pathlib import Path
from time import process_time

from miner.readers.flattened import read_flattened
from miner.readers.pdf import read_pdf


def bench(shared: Path) -> dict[str, float]:
    """Read every paper of papers/pdf once, and the flattened seed ten times."""
    papers = [path.read_bytes() for path in sorted((shared / "papers" / "pdf").glob("*.pdf"))]
    read_pdf(papers[0], path="warm-up")
    started = process_time()
    pages = sum(read_pdf(data, path="paper").metadata.n_pages or 0 for data in papers)
    seconds = process_time() - started
    seeds = [
        path.read_text(encoding="utf-8") for path in sorted((shared / "seeds").glob("002_*.txt"))
    ]
    started = process_time()
    for _ in range(10):
        for text in seeds:
            read_flattened(text, path="seed", document_id="seed")
    flattened = (process_time() - started) / max(1, 10 * len(seeds))
    return {
        "pdf pages a second": pages / seconds,
        "pdf papers a second": len(papers) / seconds,
        "flattened paper, milliseconds": 1000 * flattened,
        "peak memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    for name, value in bench(Path(__file__).resolve().parents[3] / "shared").items():
        print(f"{name}: {value:.1f}")
