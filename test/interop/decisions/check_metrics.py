"""Metrics against scikit-learn, recalibration against statsmodels, over 1,000 inputs."""

import numpy as np
import statsmodels.api as sm
from sklearn import metrics

from driver import close
from inputs import binary_rows


def check_binary_metrics_are_scikit_learns(driver):
    rows = list(binary_rows())
    for (y, a, _), answer in zip(rows, driver.ask([{"ask": "metrics", "labels": y, "scores": a, "threshold": 0.5} for y, a, _ in rows])):
        close(answer["log_loss"], metrics.log_loss(y, a, labels=[0, 1]), what="log_loss")
        close(answer["brier"], np.mean((a - y) ** 2), what="brier")
        close(answer["accuracy"], metrics.accuracy_score(y, a >= 0.5), what="accuracy")
        both = 0 < y.sum() < len(y)
        assert ("roc_auc" in answer) == both
        if both:
            close(answer["roc_auc"], metrics.roc_auc_score(y, a), what="roc_auc")
        assert ("pr_auc" in answer) == (y.sum() > 0)
        if y.sum():
            close(answer["pr_auc"], metrics.average_precision_score(y, a), what="pr_auc")
            close(answer["recall"], metrics.recall_score(y, a >= 0.5), what="recall")
        if (a >= 0.5).any():
            close(answer["precision"], metrics.precision_score(y, a >= 0.5), what="precision")
        if y.sum() or (a >= 0.5).any():
            close(answer["f1"], metrics.f1_score(y, a >= 0.5), what="f1")
    return f"{len(rows)} inputs"


def check_recalibration_is_a_logistic_regression(driver):
    rng = np.random.default_rng(1958)
    cases = []
    for _ in range(100):
        n = int(rng.choice([200, 1000, 5000]))
        logit = rng.normal(rng.normal(), 1.5, n)
        y = (rng.random(n) < 1 / (1 + np.exp(-(rng.normal(0, 0.5) + rng.uniform(0.3, 2) * logit)))).astype(int)
        cases.append((y, 1 / (1 + np.exp(-logit))))
    for (y, p), answer in zip(cases, driver.ask([{"ask": "metrics", "labels": y, "scores": p, "threshold": 0.5} for y, p in cases])):
        logit = np.log(p / (1 - p))
        family = sm.families.Binomial()
        slope = sm.GLM(y, sm.add_constant(logit), family=family).fit(tol=1e-12, tol_criterion="params").params[1]
        intercept = sm.GLM(y, np.ones((len(y), 1)), offset=logit, family=family).fit(tol=1e-12, tol_criterion="params").params[0]
        close(answer["calibration_slope"], slope, what="slope")
        close(answer["calibration_intercept"], intercept, what="intercept")
    return f"{len(cases)} inputs"
