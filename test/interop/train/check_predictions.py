"""Predictions and metrics of the evaluation, held against ONNX Runtime in Python and against scikit-learn itself."""

import importlib.util

import numpy as np
import onnxruntime
from sklearn import metrics
from sklearn.compose import ColumnTransformer
from sklearn.preprocessing import OrdinalEncoder
from trained import NETWORK, SKLEARN, Trained


def check_metrics_are_scikit_learns(trained: Trained):
    for version in (NETWORK, SKLEARN):
        rows = trained.predictions(version)
        label, prediction = rows["label"].to_numpy(), rows["prediction"].to_numpy()
        decided = prediction >= 0.5
        expected = {
            "roc_auc": metrics.roc_auc_score(label, prediction),
            "pr_auc": metrics.average_precision_score(label, prediction),
            "log_loss": metrics.log_loss(label, prediction),
            "brier": metrics.brier_score_loss(label, prediction),
            "accuracy": metrics.accuracy_score(label, decided),
            "precision": metrics.precision_score(label, decided),
            "recall": metrics.recall_score(label, decided),
            "f1": metrics.f1_score(label, decided),
        }
        for name, value in expected.items():
            np.testing.assert_allclose(trained.metrics(version)[name], value, rtol=1e-9, err_msg=f"{name} of version {version}")


def check_slices_are_scikit_learns(trained: Trained):
    rows = trained.predictions(SKLEARN)
    compared = 0
    for part in trained.versions[SKLEARN]["evaluation"]["slices"]:
        ((column, value),) = part["filter"].items()
        of = rows[rows[column] == value]
        assert len(of) == part["rows"], f"{column} {value} has {len(of)} rows"
        if "roc_auc" in part.get("metrics", {}):
            np.testing.assert_allclose(part["metrics"]["roc_auc"], metrics.roc_auc_score(of["label"], of["prediction"]), rtol=1e-9)
            compared += 1
    assert compared > 5
    return f"{compared} slices"


def check_onnx_runtime_in_python_predicts_the_same(trained: Trained):
    rows = trained.rows("test")
    for version in (NETWORK, SKLEARN):
        session = onnxruntime.InferenceSession(str(trained.artifact(version, "model") / "model.onnx"))
        types = {node.name: node.type for node in session.get_inputs()}
        feeds = {name: column(rows[name], types[name]) for name in types}
        answer = np.asarray(session.run([output_of(session)], feeds)[0])
        answer = answer[:, 1] if answer.ndim == 2 and answer.shape[1] == 2 else answer.reshape(-1)
        np.testing.assert_allclose(answer, trained.predictions(version)["prediction"], atol=2e-6)
    return f"{len(rows)} rows, 2 models"


def check_the_export_is_the_model_that_scikit_learn_trained(trained: Trained):
    trainer = load_trainer(trained)
    names = [column["name"] for column in trained.inputs()]
    texts = [column["name"] for column in trained.inputs() if column["type"] == "string"]
    numbers = [name for name in names if name not in texts]
    parts = {
        part: trainer.read(str(trained.artifact(SKLEARN, "dataset") / f"{part}.parquet"), texts, numbers)
        for part in ("train", "validation", "test")
    }
    orders = [trainer.by_share(parts["train"][0][name], parts["train"][1]) for name in texts]
    encoder = ColumnTransformer(
        [
            ("texts", OrdinalEncoder(categories=orders, handle_unknown="use_encoded_value", unknown_value=-1, dtype=np.float32), texts),
            ("numbers", "passthrough", numbers),
        ]
    ).fit(parts["train"][0])
    encoded = {part: (encoder.transform(rows).astype(np.float32), label) for part, (rows, label) in parts.items()}
    trees = trainer.boost(trainer.DEFAULTS, 7, encoded["train"], encoded["validation"])
    expected = trees.predict_proba(encoded["test"][0])[:, 1]
    written = trained.predictions(SKLEARN)["prediction"].to_numpy()
    # Thresholds are doubles in scikit-learn and floats in ONNX: a value that lies just on one may go the other way.
    away = np.abs(written - expected) > 1e-5
    assert away.mean() < 1e-3, f"{away.sum()} of {len(away)} rows differ"
    return f"{len(away) - away.sum()} of {len(away)} rows within 1e-5"


def load_trainer(trained: Trained):
    spec = importlib.util.spec_from_file_location("train", trained.folder / "trainers" / "sklearn" / "train.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def column(values, kind: str) -> np.ndarray:
    if kind == "tensor(string)":
        return values.fillna("").astype(str).to_numpy(dtype=object).reshape(-1, 1)
    return values.to_numpy(dtype=np.int64 if kind == "tensor(int64)" else np.float32, na_value=np.nan if kind == "tensor(float)" else 0).reshape(-1, 1)


def output_of(session: onnxruntime.InferenceSession) -> str:
    names = [node.name for node in session.get_outputs()]
    return next(name for name in ("prediction", "probabilities") if name in names)
