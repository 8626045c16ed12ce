"""The extractor: sentences of a document to effects and arm results."""

from __future__ import annotations

from miner.extract.prose_results.linker import link_sentence
from miner.extract.prose_results.resolve import resolve
from miner.model import Document, Extraction, Findings


def extract(document: Document, findings: Findings) -> Extraction:
    """Read effects and arm results from a document's running text.

    Parameters
    ----------
    document : Document
    findings : Findings
        Arms and outcomes found before.

    Returns
    -------
    Extraction
        Effects, arm results, and the outcomes and arms they needed; `rejected` tells of each
        number that looked like a result and why it was left out.
    """
    return resolve(document, findings, link=link_sentence)
