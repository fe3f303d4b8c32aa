"""Trains gradient boosted trees with scikit-learn under aifactory's contract for trainers (docs/trainers.md).

Texts are encoded by the order of their share of positives in training, so that a tree can part them with one split; unseen
ones and missing numbers are left to the trees, which learn on which side missing values go.
"""

import contextlib
import io
import json
import os
import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OrdinalEncoder

DEFAULTS = {
    "learning_rate": 0.03,
    "max_iter": 600,
    "max_leaf_nodes": 63,
    "min_samples_leaf": 200,
    "max_features": 0.2,
    "l2_regularization": 1.0,
    "n_iter_no_change": 20,
}


def main() -> None:
    job = json.loads(Path(os.environ["AIFACTORY_JOB"]).read_text())
    if job["task"] != "binary_classification":
        raise SystemExit(f"this trainer trains binary classifiers, not {job['task']} models")
    manifest = json.loads(Path(job["dataset"]["manifest"]).read_text())
    names = [column["name"] for column in manifest["inputs"]]
    texts = [column["name"] for column in manifest["inputs"] if column["type"] == "string"]
    numbers = [name for name in names if name not in texts]
    train, train_labels = read(job["dataset"]["train"], texts, numbers)
    validation, validation_labels = read(job["dataset"]["validation"], texts, numbers)

    encoder = ColumnTransformer(
        [
            (
                "texts",
                OrdinalEncoder(
                    categories=[by_share(train[name], train_labels) for name in texts],
                    handle_unknown="use_encoded_value",
                    unknown_value=-1,
                    dtype=np.float32,
                ),
                texts,
            ),
            ("numbers", "passthrough", numbers),
        ]
    )
    x = encoder.fit_transform(train).astype(np.float32)
    x_validation = encoder.transform(validation).astype(np.float32)
    parameters = {**DEFAULTS, **{key: value for key, value in job["parameters"].items() if key in DEFAULTS}}
    trees = boost(parameters, job["seed"], (x, train_labels), (x_validation, validation_labels))

    probabilities = trees.predict_proba(x_validation)[:, 1]
    output = Path(job["outputDir"])
    metrics = {"roc_auc": roc_auc_score(validation_labels, probabilities), "log_loss": log_loss(validation_labels, probabilities)}
    (output / "metrics.json").write_text(json.dumps({**metrics, "trees": trees.n_iter_}))

    # One input for each column, named after it; without zipmap the probabilities are a tensor of shape [n, 2].
    types = [(name, StringTensorType([None, 1]) if name in texts else FloatTensorType([None, 1])) for name in names]
    model = Pipeline([("encoder", encoder), ("trees", trees)])
    graph = to_onnx(model, initial_types=types, options={id(trees): {"zipmap": False}}, target_opset=17)
    (output / "model.onnx").write_bytes(graph.SerializeToString())


def read(path: str, texts: list[str], numbers: list[str]) -> tuple[pd.DataFrame, np.ndarray]:
    """Inputs as they are served: missing texts are empty, numbers are float32 with NaN for missing."""
    rows = pd.read_parquet(path)
    columns = {name: rows[name].fillna("").astype(str).astype(object) for name in texts}
    columns.update({name: rows[name].astype(np.float32) for name in numbers})
    return pd.DataFrame(columns), rows["label"].to_numpy().astype(np.int64)


def by_share(column: pd.Series, labels: np.ndarray) -> np.ndarray:
    """Categories by their share of positives, drawn towards the overall share where there are few rows."""
    counts = pd.Series(labels).groupby(column.to_numpy()).agg(["sum", "count"])
    share = (counts["sum"] + 20 * labels.mean()) / (counts["count"] + 20)
    return share.sort_values(kind="stable").index.to_numpy()


def boost(parameters: dict, seed: int, train: tuple, validation: tuple) -> HistGradientBoostingClassifier:
    """Adds trees until the validation loss stops falling."""
    trees = HistGradientBoostingClassifier(**parameters, early_stopping=len(validation[1]) > 0, random_state=seed, verbose=1)
    held_out = {"X_val": validation[0], "y_val": validation[1]} if trees.early_stopping else {}
    with contextlib.redirect_stdout(Progress()):
        return trees.fit(*train, **held_out)


class Progress(io.TextIOBase):
    """Turns what scikit-learn prints of each tree, such as "[12/600] 1 tree, ... val loss: 0.52300", into lines of progress."""

    TREE = re.compile(r"\[(\d+)/(\d+)\].*?(?:val loss: ([0-9.]+))?,? in")

    def __init__(self):
        self.rest = ""

    def write(self, text: str) -> int:
        *lines, self.rest = (self.rest + text).split("\n")
        for tree in filter(None, map(self.TREE.search, lines)):
            metrics = {"validationLoss": float(tree[3])} if tree[3] else {}
            line = {"type": "progress", "done": int(tree[1]), "total": int(tree[2]), "unit": "trees", "metrics": metrics}
            print(json.dumps(line), file=sys.__stdout__)
        return len(text)


if __name__ == "__main__":
    main()
