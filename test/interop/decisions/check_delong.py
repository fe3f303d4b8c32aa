"""DeLong's variance, pair by pair from the paper's definition, over 1,000 inputs; ROC AUC from scikit-learn."""

import numpy as np
from scipy import stats
from sklearn.metrics import roc_auc_score

from driver import close
from inputs import binary_rows


def by_definition(y, a, b):
    """DeLong, DeLong and Clarke-Pearson 1988, equations 3 to 8: all pairs of a positive and a negative row."""
    psi = lambda s: (np.sign(s[y == 1][:, None] - s[y == 0][None, :]) + 1) / 2
    v10 = np.stack([psi(s).mean(axis=1) for s in (a, b)])
    v01 = np.stack([psi(s).mean(axis=0) for s in (a, b)])
    covariance = np.cov(v10) / v10.shape[1] + np.cov(v01) / v01.shape[1]
    return v10[0].mean() - v10[1].mean(), covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1], covariance[0, 0]


def check_intervals_over_1000_inputs(driver):
    rows = list(binary_rows())
    answers = driver.ask([{"ask": "delong", "labels": y, "a": a, "b": b, "confidence": 0.9} for y, a, b in rows])
    known = 0
    for (y, a, b), answer in zip(rows, answers):
        if min(y.sum(), len(y) - y.sum()) < 2:
            assert answer["difference"] is None and answer["interval"] is None, answer
            continue
        known += 1
        value, variance, own = by_definition(y, a, b)
        close(answer["difference"]["value"], value, what="difference")
        close(answer["difference"]["value"], roc_auc_score(y, a) - roc_auc_score(y, b), what="scikit-learn's difference")
        close(answer["difference"]["error"] ** 2, variance, what="variance of the difference")
        close(answer["own"]["error"] ** 2, own, what="variance of one area")
        half = stats.norm.ppf(0.95) * np.sqrt(max(variance, 0))
        close(answer["interval"]["lower"], value - half, tolerance=1e-7, what="lower")
        close(answer["interval"]["upper"], value + half, tolerance=1e-7, what="upper")
    return f"{known} with an interval, {len(rows) - known} without"
