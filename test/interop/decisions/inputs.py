"""Rows to try: random ones and awkward ones, the same in every run."""

import numpy as np


def binary_rows(count: int = 1000):
    """Labels and the scores of two models: ties, constants, one class, tiny samples, scores of 0 and 1, rare classes."""
    rng = np.random.default_rng(1988)
    for case in range(count):
        n = int(rng.choice([1, 2, 3, 5, 10, 40, 200, 800]))
        share = rng.choice([0.0, 0.02, 0.2, 0.5, 0.9, 1.0], p=[0.05, 0.1, 0.3, 0.4, 0.1, 0.05])
        y = (rng.random(n) < share).astype(int)
        noise = rng.normal(size=n)
        a = 1 / (1 + np.exp(-(rng.normal(1, 1) * y + noise)))
        b = 1 / (1 + np.exp(-(rng.normal(1, 1) * y + 0.7 * noise + 0.5 * rng.normal(size=n))))
        match case % 7:
            case 1:
                a, b = a.round(1), b.round(1)
            case 2:
                a = np.full(n, 0.3)
            case 3:
                b = a.copy()
            case 4:
                a, b = (a > 0.5).astype(float), b.round(0)
            case 5:
                a = a * 1e-9
        yield y, a, b
