"""The public tables: their columns, types and order, and how a record becomes a row."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from miner.model import Provenance

# Where a record stands; every table but `documents` and `claim_table` ends with these.
PLACE_COLUMNS: tuple[tuple[str, str], ...] = (
    ("section", "text"), ("page", "int"), ("x0", "float"), ("top", "float"), ("x1", "float"),
    ("bottom", "float"), ("table_id", "text"), ("row", "int"), ("column", "int"),
    ("char_start", "int"), ("char_end", "int"), ("quote", "text"), ("extractor", "text"),
    ("extractor_version", "int"), ("rule", "text"), ("confidence", "float"), ("basis", "text"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One public table. `columns` are (name, type) with type text, int, float or bool."""

    name: str
    own: tuple[tuple[str, str], ...]
    order_by: tuple[str, ...]
    has_place: bool = True

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """All columns in their exported order."""
        return self.own + (PLACE_COLUMNS if self.has_place else ())

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all columns in their exported order."""
        return tuple(name for name, _ in self.columns)


def _spec(name: str, columns: str, *, order_by: str, has_place: bool = True) -> TableSpec:
    """Build a spec from words such as `n:int label`; no type means text."""
    pairs = []
    for word in columns.split():
        column, _, kind = word.partition(":")
        pairs.append((column, kind or "text"))
    return TableSpec(name, tuple(pairs), tuple(order_by.split()), has_place)


TABLES: tuple[TableSpec, ...] = (
    _spec(
        "documents",
        "document_id path sha256 kind reader title doi pmid pmcid registration journal year:int "
        "n_pages:int n_chars:int language retracted_notice",
        order_by="document_id",
        has_place=False,
    ),
    _spec(
        "studies",
        "document_id design n_arms:int n_randomised:int n_enrolled:int n_analysed:int "
        "n_completed:int n_total:int condition registration arms primary_outcome",
        order_by="document_id",
    ),
    _spec(
        "arms",
        "document_id arm_id label long_label role",
        order_by="document_id char_start char_end arm_id",
    ),
    _spec(
        "sample_sizes",
        "document_id sample_size_id arm_id count_kind timepoint analysis_set n:int of_n:int "
        "percent:float",
        order_by="document_id char_start char_end sample_size_id",
    ),
    _spec(
        "outcomes",
        "document_id outcome_id name instrument abbreviation outcome_role scale_min:float "
        "scale_max:float better",
        order_by="document_id char_start char_end outcome_id",
    ),
    _spec(
        "arm_results",
        "document_id arm_result_id outcome_id arm_id timepoint statistic n:int value:float "
        "dispersion:float dispersion_kind lower:float upper:float events:int unit decimals:int",
        order_by="document_id char_start char_end arm_result_id",
    ),
    _spec(
        "effects",
        "document_id effect_id outcome_id arm_id_1 arm_id_2 timepoint scope effect_measure "
        "estimate:float ci_lower:float ci_upper:float ci_level:float standard_error:float test "
        "test_value:float df1:float df2:float p_operator p_value:float direction "
        "significant:bool",
        order_by="document_id char_start char_end effect_id",
    ),
    _spec(
        "checks",
        "document_id check_id effect_id arm_result_id check reported recomputed_low:float "
        "recomputed_high:float verdict explanation",
        order_by="document_id char_start char_end check_id",
    ),
    _spec(
        "posts",
        "document_id post_id thread_id position:int author_key posted_at permalink reply_to "
        "own_text quoted_text n_words:int",
        order_by="thread_id position post_id",
    ),
    _spec(
        "themes",
        "document_id post_id theme probability:float assigned:bool threshold:float model rationale",
        order_by="document_id post_id theme",
    ),
    _spec(
        "claims",
        "document_id claim_id post_id claim claim_type subject comparator outcome direction "
        "magnitude significant:bool n:int number negated:bool hedged:bool experiencer",
        order_by="document_id char_start char_end claim_id",
    ),
    _spec(
        "links",
        "claim_id document_id rank:int score:float stance effect_id sample_size_id rationale "
        "explanation",
        order_by="claim_id rank document_id",
    ),
)

TABLE_NAMES: tuple[str, ...] = (*(table.name for table in TABLES), "claim_table")


def table_spec(name: str) -> TableSpec:
    """Return the spec of a stored table by name."""
    return next(table for table in TABLES if table.name == name)


def record_row(record: Any) -> dict[str, Any]:
    """Flatten a record and its provenance into one row; keys are column names.

    Fields that no column bears (aliases, derived_from) are left for the caller.
    """
    row: dict[str, Any] = {}
    provenance: Provenance | None = None
    for field in fields(record):
        value = getattr(record, field.name)
        if field.name == "provenance":
            provenance = value
        else:
            row[field.name] = value
    if provenance is not None:
        row.setdefault("document_id", provenance.document_id)
        row.update(place_row(provenance))
    return row


def place_row(provenance: Provenance) -> dict[str, Any]:
    """Return the place columns of a provenance."""
    return {
        "section": provenance.section,
        "page": provenance.page,
        "x0": provenance.x0,
        "top": provenance.top,
        "x1": provenance.x1,
        "bottom": provenance.bottom,
        "table_id": provenance.table_id,
        "row": provenance.row,
        "column": provenance.column,
        "char_start": provenance.span.start,
        "char_end": provenance.span.end,
        "quote": provenance.quote,
        "extractor": provenance.extractor,
        "extractor_version": provenance.extractor_version,
        "rule": provenance.rule,
        "confidence": provenance.confidence,
        "basis": provenance.basis,
    }
