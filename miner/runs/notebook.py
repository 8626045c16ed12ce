"""Tables of a run for notebooks and labelling scripts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from miner.model.errors import UnknownNameError
from miner.runs.tables import public_rows
from miner.store.database import open_database
from miner.store.tables import TABLE_NAMES

if TYPE_CHECKING:
    import pandas as pd

_DTYPES = {"text": "str", "int": "Int64", "float": "Float64", "bool": "boolean"}


def load_table(folder: str | Path, name: str) -> pd.DataFrame:
    """Return a public table of a run as a data frame.

    Parameters
    ----------
    folder : str or Path
        A run's folder.
    name : str
        A public table, `claim_table` included.

    Returns
    -------
    pandas.DataFrame
        One row a record in the table's fixed order; nullable types, so that a count that
        was not reported is missing rather than zero or a float.

    Raises
    ------
    UnknownNameError
        If there is no such table.
    StoreError
        If there is no run in the folder.
    """
    import pandas as pd

    if name not in TABLE_NAMES:
        raise UnknownNameError.among("table", name, TABLE_NAMES)
    connection = open_database(Path(folder))
    try:
        columns, rows = public_rows(connection, name)
        held = list(rows)
    finally:
        connection.close()
    return pd.DataFrame(
        {
            column: pd.array([row.get(column) for row in held], dtype=_DTYPES[kind])
            for column, kind in columns
        }
    )
