"""Rows of a table into files: CSV and Parquet of the same bytes for the same rows."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from miner.text.spreadsheets import safe_text

CSV_NULL = ""


def csv_row(row: Mapping[str, Any], columns: Sequence[tuple[str, str]]) -> list[str]:
    """Write one row as the cells of a CSV or TSV file."""
    return [
        safe_text(csv_value(row.get(name), kind), is_quote=name == "quote")
        if kind == "text"
        else csv_value(row.get(name), kind)
        for name, kind in columns
    ]


def csv_value(value: Any, kind: str) -> str:
    """Write one value as text: empty for None, 0 or 1 for truth, the shortest exact number."""
    if value is None:
        return CSV_NULL
    if kind == "bool":
        return "1" if value else "0"
    if kind == "int":
        return str(int(value))
    if kind == "float":
        number = float(value)
        # 41.0 as 41: the table says what the paper printed, not how we store it.
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
    return str(value)


def write_csv(
    path: Path, columns: Sequence[tuple[str, str]], rows: Iterable[Mapping[str, Any]]
) -> int:
    """Write rows as UTF-8 CSV with a header row; return their number.

    The file is written aside and renamed, so that a reader never sees half of it.
    """
    aside = path.with_name(path.name + ".part")
    count = 0
    with open(aside, "w", encoding="utf-8", errors="replace", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([name for name, _ in columns])
        for row in rows:
            writer.writerow(csv_row(row, columns))
            count += 1
    os.replace(aside, path)
    return count


def write_parquet(
    path: Path, columns: Sequence[tuple[str, str]], rows: Iterable[Mapping[str, Any]]
) -> int:
    """Write rows as Parquet with typed columns; return their number."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"text": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.int8()}
    schema = pa.schema([(name, types[kind]) for name, kind in columns])
    aside = path.with_name(path.name + ".part")
    count = 0
    batch: list[Mapping[str, Any]] = []
    with pq.ParquetWriter(aside, schema, compression="zstd", store_schema=False) as writer:
        for row in rows:
            batch.append(row)
            count += 1
            if len(batch) >= 20_000:
                writer.write_table(_arrow(batch, columns, schema))
                batch = []
        if batch or count == 0:
            writer.write_table(_arrow(batch, columns, schema))
    os.replace(aside, path)
    return count


def _arrow(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[tuple[str, str]], schema: Any
) -> Any:
    import pyarrow as pa

    casts: dict[str, Callable[[Any], Any]] = {
        "int": int, "float": float, "bool": int, "text": _clean_text,
    }  # fmt: skip
    arrays = []
    for name, kind in columns:
        cast = casts[kind]
        values = [None if row.get(name) is None else cast(row[name]) for row in rows]
        arrays.append(pa.array(values, type=schema.field(name).type))
    return pa.Table.from_arrays(arrays, schema=schema)


def _clean_text(value: Any) -> str:
    # Lone surrogates of broken sources cannot be written as UTF-8.
    return str(value).encode("utf-8", "replace").decode("utf-8")
