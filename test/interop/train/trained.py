"""What a platform's folder holds of the two versions that it trained: 1 by the network, 2 by scikit-learn."""

import json
import pathlib
import sqlite3

import pandas as pd

NETWORK, SKLEARN = 1, 2


class Trained:
    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.log = (folder / "second-up.log").read_text()
        with sqlite3.connect(folder / ".aifactory" / "state.db") as database:
            rows = database.execute("SELECT version, json FROM versions WHERE model = 'late-arrival'").fetchall()
        self.versions = {version: json.loads(text) for version, text in rows}

    def artifact(self, version: int, kind: str) -> pathlib.Path:
        digest = self.versions[version]["artifacts"][kind]
        return self.folder / ".aifactory" / "artifacts" / digest[:2] / digest

    def metrics(self, version: int) -> dict:
        return self.versions[version]["evaluation"]["metrics"]

    def predictions(self, version: int) -> pd.DataFrame:
        """Label and prediction of every test row, in the dataset's order, as the evaluation wrote them."""
        return pd.read_parquet(self.artifact(version, "evaluation") / "predictions.parquet")

    def rows(self, part: str) -> pd.DataFrame:
        rows = pd.read_parquet(self.artifact(SKLEARN, "dataset") / f"{part}.parquet")
        return rows[rows["label"].notna()].reset_index(drop=True)

    def inputs(self) -> list[dict]:
        return json.loads((self.artifact(SKLEARN, "dataset") / "dataset.json").read_text())["inputs"]
