"""Read the models of this folder: what is asked of them, their data, and R's answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class RCase:
    """One model: its entry in cases.json, and the file of results that R wrote."""

    entry: Mapping[str, Any]

    @property
    def name(self) -> str:
        return str(self.entry["id"])

    @property
    def formula(self) -> str:
        return str(self.entry["formula"])

    @property
    def method(self) -> str:
        return str(self.entry["method"])

    def frame(self) -> pd.DataFrame:
        """Return the data with factors in order and groups as text."""
        factors = self.entry["factors"]
        labels = dict.fromkeys([*factors, *self.entry["groups"]], "str")
        frame = pd.read_csv(FOLDER / "data" / f"{self.entry['data']}.csv", dtype=labels)
        for name, levels in factors.items():
            frame[name] = pd.Categorical(frame[name], categories=levels)
        return frame

    def results(self) -> dict[str, Any]:
        path = FOLDER / "results" / f"{self.name}.json"
        return dict(json.loads(path.read_text(encoding="utf-8")))


def r_cases() -> tuple[RCase, ...]:
    entries = json.loads((FOLDER / "cases.json").read_text(encoding="utf-8"))
    return tuple(RCase(entry) for entry in entries)
