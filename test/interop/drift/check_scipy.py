"""Against SciPy, to 1e-9."""

import numpy as np
from scipy import stats
from scipy.spatial import distance

from driver import close
from flights import NUMERIC, TEXT


def random_pairs():
    rng = np.random.default_rng(20130101)
    for n, m in [(30, 40), (50, 1000), (200, 200), (1000, 300), (5000, 7000), (20000, 150)]:
        for shift in (0.0, 0.05, 0.5, 3.0):
            yield rng.normal(0, 1, n), rng.normal(shift, 1 + shift / 4, m)
            yield rng.exponential(2, n), rng.exponential(2 + shift, m)
            # Ties, within a sample and across.
            yield rng.poisson(4, n).astype(float), rng.poisson(4 + shift, m).astype(float)
            yield rng.normal(0, 1, n).round(1), rng.normal(shift, 1, m).round(1)


def flights_pairs(flights):
    reference, current = flights
    for name in NUMERIC:
        yield reference[name].to_numpy(float), current[name].to_numpy(float)


def pairs_and_answers(driver, flights):
    pairs = [*random_pairs(), *flights_pairs(flights)]
    answers = driver.ask([{"ask": "compare", "reference": a, "current": b, "bins": 10} for a, b in pairs])
    return [(a[~np.isnan(a)], b[~np.isnan(b)], answer) for (a, b), answer in zip(pairs, answers)]


def check_ks_2samp_asymptotic(driver, flights):
    compared = pairs_and_answers(driver, flights)
    for a, b, answer in compared:
        expected = stats.ks_2samp(a, b, method="asymp")
        close(answer["ks"]["statistic"], expected.statistic, what=f"statistic of {len(a)} and {len(b)} rows")
        close(answer["ks"]["pValue"], expected.pvalue, what=f"p-value of {len(a)} and {len(b)} rows, D = {expected.statistic}")
    return f"{len(compared)} pairs"


def check_kolmogorov_tail_everywhere(driver, _):
    cases = [(d, n) for n in (1, 2, 5, 10, 30, 100, 139, 140, 141, 200, 1000, 5000, 100000, 100001) for d in [*np.geomspace(0.4 / n, 1.5, 60)]]
    for (d, n), actual in zip(cases, driver.ask([{"ask": "kolmogorov", "d": d, "n": n} for d, n in cases])):
        close(actual, stats.kstwo.sf(d, n), what=f"tail at {d} of {n} rows")
    return f"{len(cases)} points"


def check_wasserstein(driver, flights):
    for a, b, answer in pairs_and_answers(driver, flights):
        close(answer["wasserstein"], stats.wasserstein_distance(a, b), what="distance")
        close(answer["normedWasserstein"], stats.wasserstein_distance(a, b) / np.std(a), what="normed distance")


def check_jensen_shannon_and_chi_square_on_bins(driver, flights):
    reference, current = flights
    questions = [{"ask": "compare", "reference": a, "current": b, "bins": 10} for a, b in [*random_pairs(), *flights_pairs(flights)]]
    questions += [{"ask": "compare", "reference": reference[c].to_numpy(), "current": current[c].to_numpy(), "bins": 10} for c in TEXT]
    for answer in driver.ask(questions):
        p, q = np.array(answer["binned"]["reference"]), np.array(answer["binned"]["current"])
        close(answer["jensenShannon"], distance.jensenshannon(p, q, base=2), what="Jensen-Shannon")
        shares = np.abs(p / p.sum() - q / q.sum())
        close(answer["lInfinity"], distance.chebyshev(p / p.sum(), q / q.sum()), what="L-infinity")
        close(answer["lInfinity"], shares.max(), what="L-infinity")
        close(answer["hellinger"], distance.euclidean(np.sqrt(p / p.sum()), np.sqrt(q / q.sum())) / np.sqrt(2), what="Hellinger")
        expected = stats.chi2_contingency([p, q], correction=False)
        close(answer["chiSquare"]["statistic"], expected.statistic, what="chi-square")
        close(answer["chiSquare"]["pValue"], expected.pvalue, what="p-value of chi-square")
        assert answer["chiSquare"]["degreesOfFreedom"] == expected.dof


def check_chi_square_distribution(driver, _):
    cases = [(df, x, p) for df in (1, 2, 3, 9, 30, 104, 1000, 10000) for x, p in [(0.0, 0.5), (df / 10, 0.01), (df * 0.9, 0.9), (df * 1.0, 0.95), (df * 1.5, 0.99), (df * 4.0, 0.9999)]]
    for (df, x, p), actual in zip(cases, driver.ask([{"ask": "chiSquare", "x": x, "degreesOfFreedom": df, "probability": p} for df, x, p in cases])):
        close(actual["tail"], stats.chi2.sf(x, df), what=f"tail at {x} with {df}")
        close(actual["quantile"], stats.chi2.ppf(p, df), what=f"quantile {p} with {df}")
    return f"{len(cases)} points"


def check_critical_value_of_psi(driver, _):
    cases = [(100, 100, 10), (1000, 1000, 10), (200000, 6000, 105), (30, 50, 2)]
    for (n, m, bins), actual in zip(cases, driver.ask([{"ask": "criticalValue", "n": n, "m": m, "bins": bins} for n, m, bins in cases])):
        close(actual, (1 / n + 1 / m) * stats.chi2.ppf(0.95, bins - 1), what=f"{n}, {m}, {bins}")


def check_quantile_bins_are_numpys(driver, _):
    rng = np.random.default_rng(3)
    pairs = [(rng.gamma(2, 3, n), rng.gamma(2, 3.3, m)) for n, m in [(37, 51), (1000, 400), (5001, 777)]]
    pairs += [(rng.poisson(9, 1000).astype(float), rng.poisson(10, 500).astype(float))]
    for (a, b), answer in zip(pairs, driver.ask([{"ask": "compare", "reference": a, "current": b, "bins": 10} for a, b in pairs])):
        edges = np.unique(np.quantile(a, np.arange(1, 10) / 10))
        for name, sample in (("reference", a), ("current", b)):
            expected = np.bincount(np.searchsorted(edges, sample, side="left"), minlength=len(edges) + 1)
            assert answer["binned"][name] == expected.tolist(), (name, answer["binned"][name], expected)
