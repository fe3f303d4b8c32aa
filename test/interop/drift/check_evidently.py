"""Against Evidently's tests on the same data.

Where its bins are the same (text, and numbers with at most 10 distinct values) the values must agree. Elsewhere they are not meant to:
- it cuts numbers at equal widths (Sturges' rule on both samples together), ours are the reference's quantiles, which do not
  move with the live data: PSI and Jensen-Shannon of numbers differ. The formulas are compared on its own bins instead.
- it takes Jensen-Shannon with the natural logarithm, ours has base 2: a factor of sqrt(ln 2).
- an empty bin counts as 0.0001 in both, but where the smallest share is itself not above that, it takes a millionth of
  the smallest share: then PSI differs in the rare categories.
- it leaves missing values out of the bins but not out of the number of rows: its shares then do not sum to 1. Ours are a bin.
"""

import warnings

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")

from evidently.legacy.calculations.stattests import jensenshannon_stat_test, psi_stat_test, wasserstein_stat_test  # noqa: E402
from evidently.legacy.calculations.stattests.utils import get_binned_data  # noqa: E402
from evidently.legacy.core import ColumnType  # noqa: E402

from driver import close  # noqa: E402
from flights import NUMERIC, TEXT  # noqa: E402


def score(test, reference, current, kind) -> float:
    value, _ = test.func(pd.Series(reference), pd.Series(current), kind, 0.1)
    return float(value)


def small_text_pairs():
    rng = np.random.default_rng(5)
    for n, m in [(300, 500), (5000, 400), (9000, 8000)]:
        yield rng.choice(list("abcd"), n, p=[0.4, 0.3, 0.2, 0.1]), rng.choice(list("abcd"), m, p=[0.25, 0.25, 0.25, 0.25])
        # A category that only one side has.
        yield rng.choice(list("abc"), n), rng.choice(list("abd"), m)


def check_text_agrees(driver, flights):
    reference, current = flights
    pairs = [*small_text_pairs(), *[(reference[c].to_numpy(), current[c].to_numpy()) for c in TEXT]]
    answers = driver.ask([{"ask": "compare", "reference": a, "current": b, "bins": 10} for a, b in pairs])
    exact = 0
    for (a, b), answer in zip(pairs, answers):
        close(answer["jensenShannon"] * np.sqrt(np.log(2)), score(jensenshannon_stat_test, a, b, ColumnType.Categorical), what="Jensen-Shannon")
        shares = [np.array(answer["binned"][k]) / np.sum(answer["binned"][k]) for k in ("reference", "current")]
        if all((s > 0).all() or s[s > 0].min() > 0.0001 for s in shares):
            exact += 1
            close(answer["psi"], score(psi_stat_test, a, b, ColumnType.Categorical), what="PSI")
    assert exact >= 8, exact
    return f"{exact} of {len(pairs)} PSI comparable"


def check_few_distinct_numbers_agree(driver, _):
    rng = np.random.default_rng(6)
    pairs = [(rng.integers(0, 8, n).astype(float), rng.integers(1, 8, m).astype(float)) for n, m in [(500, 700), (4000, 100)]]
    for (a, b), answer in zip(pairs, driver.ask([{"ask": "compare", "reference": a, "current": b, "bins": 10} for a, b in pairs])):
        close(answer["psi"], score(psi_stat_test, a, b, ColumnType.Numerical), what="PSI")
        close(answer["jensenShannon"] * np.sqrt(np.log(2)), score(jensenshannon_stat_test, a, b, ColumnType.Numerical), what="Jensen-Shannon")


def check_wasserstein_agrees(driver, flights):
    pairs = [tuple(frame[c].dropna().to_numpy(float) for frame in flights) for c in NUMERIC]
    for (a, b), answer in zip(pairs, driver.ask([{"ask": "compare", "reference": a, "current": b, "bins": 10} for a, b in pairs])):
        close(answer["normedWasserstein"], score(wasserstein_stat_test, a, b, ColumnType.Numerical), what="Wasserstein")


def check_psi_of_numbers_agrees_on_its_bins(driver, flights):
    notes = []
    for column in NUMERIC:
        a, b = (frame[column].dropna().astype(float).reset_index(drop=True) for frame in flights)
        edges = np.histogram_bin_edges(np.concatenate([a, b]), bins="sturges")
        names = [[f"bin {i:03}" for i in np.clip(np.searchsorted(edges, s, side="right") - 1, 0, len(edges) - 2)] for s in (a, b)]
        (on_its_bins, on_ours) = driver.ask([{"ask": "compare", "reference": names[0], "current": names[1], "bins": 10}, {"ask": "compare", "reference": a.to_numpy(), "current": b.to_numpy(), "bins": 10}])
        theirs = score(psi_stat_test, a, b, ColumnType.Numerical)
        close(on_its_bins["jensenShannon"] * np.sqrt(np.log(2)), score(jensenshannon_stat_test, a, b, ColumnType.Numerical), what=column)
        p, q = get_binned_data(a, b, ColumnType.Numerical, 30, feel_zeroes=False)
        kept = (p > 0) & (q > 0)
        if kept.all():
            close(on_its_bins["psi"], theirs, what=column)
        notes.append(f"{column} {theirs:.4f} with its bins, {on_ours['psi']:.4f} with ours")
    return "; ".join(notes)
