"""Fairness against Fairlearn to 1e-9 over 1,000 inputs. Where a group lacks a class, ours leaves it out and Fairlearn takes its rate for 0."""

import numpy as np
from fairlearn import metrics

from driver import close

MEASURES = {
    "demographic_parity_difference": metrics.demographic_parity_difference,
    "demographic_parity_ratio": metrics.demographic_parity_ratio,
    "equalized_odds_difference": metrics.equalized_odds_difference,
    "equalized_odds_ratio": metrics.equalized_odds_ratio,
    "equal_opportunity_difference": metrics.equal_opportunity_difference,
    "equal_opportunity_ratio": metrics.equal_opportunity_ratio,
}


def cases(count=1000):
    rng = np.random.default_rng(2020)
    for case in range(count):
        n = int(rng.choice([4, 10, 60, 400]))
        groups = rng.integers(0, rng.integers(2, 6), n)
        y = rng.integers(0, 2, n) if case % 5 else (rng.random(n) < 0.1).astype(int)
        p = rng.random(n) if case % 7 else np.full(n, rng.choice([0.1, 0.9]))
        yield y, (p if case % 3 else p.round(1)), groups


def rates_behind(name, y, p, groups):
    """The rates, by group, that a measure compares."""
    rate = lambda rows: np.array([(p[rows & (groups == group)] >= 0.5).mean() for group in set(groups)])
    if "parity" in name:
        return [rate(np.full(len(y), True))]
    return [rate(y == 1)] if "opportunity" in name else [rate(y == 1), rate(y == 0)]


def check_measures_over_1000_inputs(driver):
    rows = list(cases())
    answers = driver.ask([{"ask": "fairness", "labels": y, "scores": p, "groups": g, "measures": list(MEASURES)} for y, p, g in rows])
    compared = undefined = left_out = 0
    for (y, p, g), answer in zip(rows, answers):
        if len(set(g)) < 2:
            assert all(value is None for value in answer.values())
            continue
        classes = all(0 < y[g == value].sum() < (g == value).sum() for value in set(g))
        for name, measure in MEASURES.items():
            if "parity" not in name and not classes:
                left_out += 1
                continue
            expected = measure(y, (p >= 0.5).astype(int), sensitive_features=g)
            if answer[name] is None:
                # A ratio of rates that are all 0: Fairlearn has NaN or, of the two rates of equalized odds, takes the other.
                assert name.endswith("_ratio") and any(not rates.any() for rates in rates_behind(name, y, p, g)), (name, expected)
                undefined += 1
                continue
            close(answer[name], expected, what=name)
            compared += 1
    assert compared > 3000
    return f"{compared} values, {undefined} ratios of nothing, {left_out} with a group that lacks a class"
