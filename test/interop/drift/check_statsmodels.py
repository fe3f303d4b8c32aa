"""Corrections for many tests, against statsmodels."""

import numpy as np
from statsmodels.stats.multitest import multipletests

from driver import close


def check_corrections(driver, _):
    rng = np.random.default_rng(11)
    lists = [rng.uniform(0, 1, n) ** power for n in (1, 2, 5, 30, 1000) for power in (1, 3, 10)]
    lists += [np.array([0.01, 0.01, 0.02, 0.5, 0.5]), np.zeros(3), np.ones(4)]
    for p_values, actual in zip(lists, driver.ask([{"ask": "correct", "pValues": p} for p in lists])):
        for ours, theirs in (("bonferroni", "bonferroni"), ("benjaminiHochberg", "fdr_bh")):
            for a, b in zip(actual[ours], multipletests(p_values, method=theirs)[1]):
                close(a, b, what=ours)
    return f"{len(lists)} lists"
