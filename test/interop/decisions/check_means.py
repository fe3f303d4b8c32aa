"""Intervals of means and the distributions behind them, against SciPy."""

import numpy as np
from scipy import special, stats

from driver import close


def check_student_and_normal_everywhere(driver):
    cases = [{"ask": "student", "confidence": c, "df": df} for df in (1, 2, 3, 5, 10, 29, 100, 1234, 99_999) for c in (0.5, 0.8, 0.9, 0.95, 0.99, 0.999)]
    for case, answer in zip(cases, driver.ask(cases)):
        close(answer["student"], stats.t.ppf((1 + case["confidence"]) / 2, case["df"]), what=f"Student {case}")
        close(answer["normal"], stats.norm.ppf((1 + case["confidence"]) / 2), what=f"normal {case}")
        close(answer["tail"], stats.norm.sf(case["confidence"] * 3), what="tail")
    return f"{len(cases)} points"


def check_incomplete_beta_everywhere(driver):
    shapes = (0.5, 1.0, 2.5, 30.0, 500.0, 20_000.0)
    cases = [{"ask": "beta", "x": x, "a": a, "b": b} for a in shapes for b in shapes for x in (0.0, 1e-6, 0.01, 0.3, 0.5, 0.9, 0.99999, 1.0)]
    for case, answer in zip(cases, driver.ask(cases)):
        close(answer["cdf"], special.betainc(case["a"], case["b"], case["x"]), what=f"{case}")
        close(answer["log"], special.betaln(case["a"], case["b"]), what=f"log of {case}")
    return f"{len(cases)} points"


def check_paired_t(driver):
    rng = np.random.default_rng(5)
    rows = [rng.normal(rng.normal(), 1, n) for n in (2, 3, 10, 100, 1000, 30_000) for _ in range(20)] + [np.full(50, 0.25)]
    for d, answer in zip(rows, driver.ask([{"ask": "pairedT", "differences": d, "confidence": 0.95} for d in rows])):
        expected = stats.ttest_1samp(d, 0).confidence_interval(0.95) if d.std() > 0 else (d[0], d[0])
        close(answer["lower"], expected[0], what="lower")
        close(answer["upper"], expected[1], what="upper")


def check_agresti_min(driver):
    rng = np.random.default_rng(2005)
    cases = [rng.choice([-1, 0, 1], size=n, p=[p / 2, 1 - p, p / 2]) for n in (5, 50, 500) for p in (0.0, 0.02, 0.4, 1.0)]
    for d, answer in zip(cases, driver.ask([{"ask": "proportions", "differences": d, "confidence": 0.9} for d in cases])):
        # The table of wins and losses with half a row in each of its four cells.
        n, wins, losses = len(d) + 2, (d == 1).sum() + 0.5, (d == -1).sum() + 0.5
        center = (wins - losses) / n
        half = stats.norm.ppf(0.95) * np.sqrt((wins + losses - (wins - losses) ** 2 / n) / n**2)
        close(answer["lower"], center - half, what="lower")
        close(answer["upper"], center + half, what="upper")


def check_bootstrap_is_scipys_up_to_chance(driver):
    rng = np.random.default_rng(1993)
    y = rng.integers(0, 2, 800)
    a, b = (np.clip(0.3 + 0.3 * y + rng.normal(0, s, 800), 0.01, 0.99) for s in (0.2, 0.25))
    [answer] = driver.ask([{"ask": "bootstrap", "labels": y, "a": a, "b": b, "metric": "f1", "confidence": 0.9}])
    f1 = lambda y, p: 2 * ((p >= 0.5) & (y == 1)).sum() / ((p >= 0.5).sum() + (y == 1).sum())
    expected = stats.bootstrap((y, a, b), lambda y, a, b: f1(y, a) - f1(y, b), paired=True, vectorized=False, n_resamples=2000, confidence_level=0.9, method="percentile", rng=1).confidence_interval
    width = expected.high - expected.low
    assert abs(answer["lower"] - expected.low) < width / 8 and abs(answer["upper"] - expected.high) < width / 8, (answer, expected)
