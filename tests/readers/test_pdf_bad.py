"""Bad PDFs: one clear line each, and time in proportion."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import pytest
from pdf_pages import (
    pdf,
    read,
    two_columns,
)

from miner.model import ReadError
from miner.readers.pdf import MAX_PAGES


def encrypted() -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption

    return pdf(two_columns, encrypt=StandardEncryption("secret", canPrint=0))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (encrypted, "encrypted"),
        (lambda: b"%PDF-1.4\nnothing that follows", "cut short"),
        (lambda: b"%PDF-1.4\n" + b"\x00\xff" * 500 + b"\n%%EOF", "broken"),
        (lambda: pdf(lambda paper: paper.rect(50, 50, 400, 600, fill=1)), "no text layer"),
    ],
)
def test_pdf_bad_file_is_one_clear_line(data: Callable[[], bytes], message: str) -> None:
    with pytest.raises(ReadError, match=message) as caught:
        read(data())
    assert "\n" not in str(caught.value)


def test_pdf_cut_in_half_is_told() -> None:
    whole = pdf(*[two_columns] * 6)
    try:
        document = read(whole[: len(whole) // 2])
    except ReadError as error:
        assert "cut short" in str(error)
    else:
        assert any("cut short" in warning for warning in document.warnings)


def test_pdf_of_many_pages_takes_time_in_proportion() -> None:
    def seconds(n_pages: int) -> float:
        data = pdf(*[two_columns] * n_pages)
        started = process_time()
        read(data)
        return process_time() - started

    seconds(2)
    assert seconds(60) < 12 * max(seconds(10), 0.05)


def test_pdf_of_too_many_pages_is_refused() -> None:
    with pytest.raises(ReadError, match=str(MAX_PAGES)):
        read(pdf(*[lambda paper: None] * (MAX_PAGES + 1)))
