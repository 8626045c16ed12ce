"""The trained part: a weight for each feature, added up, is how sure a row is to be right."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from miner.text.model_folder import latest_version, open_model_folder

MODEL_NAME = "row_confidence"


@dataclass(frozen=True, slots=True)
class RowModel:
    """Logistic regression; `floor` is the least confidence of a row worth keeping."""

    weights: Mapping[str, float]
    intercept: float
    floor: float

    def confidence(self, features: Mapping[str, float]) -> float:
        """Return how likely a row with these features is right."""
        total = self.intercept + sum(
            self.weights.get(name, 0.0) * value for name, value in features.items()
        )
        return round(1.0 / (1.0 + math.exp(-total)), 2)


@lru_cache(maxsize=1)
def row_model() -> RowModel:
    """Open the shipped model."""
    folder = open_model_folder(latest_version(MODEL_NAME), kind=MODEL_NAME)
    stored = json.loads(folder.file("weights.json").read_text(encoding="utf-8"))
    return RowModel(stored["weights"], stored["intercept"], stored["floor"])
