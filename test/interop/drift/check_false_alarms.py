"""How often rules fire on samples of one distribution. A rule must never fire more often than 5% of the time, however small the window."""

import numpy as np

TRIALS = 400
# 5% of 400 trials are 20 with a deviation of 4.4: the bound is four deviations above.
MOST = 0.05 + 4 * np.sqrt(0.05 * 0.95 / TRIALS)


def columns(rng, n, kind):
    if kind == "normal":
        return rng.normal(0, 1, n)
    if kind == "skewed":
        return rng.lognormal(0, 1, n)
    if kind == "discrete":
        return rng.poisson(5, n).astype(float)
    names = np.array([f"c{i:02}" for i in range(40)])
    weights = 1 / np.arange(1, 41)
    return rng.choice(names, n, p=weights / weights.sum())


def shares(driver, rule, sizes, kinds):
    rng = np.random.default_rng(97)
    for kind in kinds:
        for n, m in sizes:
            samples = [{"reference": columns(rng, n, kind), "current": columns(rng, m, kind)} for _ in range(TRIALS)]
            verdicts = driver.ask([{"ask": "judge", "rule": rule, "minSamples": 30, "samples": samples}])[0]
            yield kind, n, m, {v: verdicts.count(v) / TRIALS for v in ("pass", "fail", "inconclusive")}


def never_above_nominal(driver, rule, sizes, kinds, most=MOST):
    worst = 0.0
    for kind, n, m, share in shares(driver, rule, sizes, kinds):
        worst = max(worst, share["fail"])
        assert share["fail"] <= most, f"{rule} on {kind}, {n} and {m} rows: fires {share['fail']:.1%}"
    return f"fires at most {worst:.1%}"


SIZES = [(40, 40), (100, 100), (300, 100), (1000, 200), (2000, 1000)]
ALL = ["normal", "skewed", "discrete", "text"]
NUMBERS = ALL[:3]


def check_psi(driver, _):
    return never_above_nominal(driver, {"method": "psi", "threshold": 0.2}, SIZES, ALL)


def check_psi_at_its_critical_value(driver, _):
    """The hardest threshold: just above the critical value, where noise reaches it most often."""
    from scipy import stats

    notes = []
    for n, m in [(100, 100), (500, 200), (2000, 1000)]:
        threshold = 1.0001 * (1 / n + 1 / m) * stats.chi2.ppf(0.95, 9)
        notes.append(never_above_nominal(driver, {"method": "psi", "threshold": threshold}, [(n, m)], ["normal"]))
    return "; ".join(notes)


def check_jensen_shannon(driver, _):
    return never_above_nominal(driver, {"method": "jensen_shannon", "threshold": 0.1}, SIZES, ALL)


def check_hellinger(driver, _):
    return never_above_nominal(driver, {"method": "hellinger", "threshold": 0.1}, SIZES, ALL)


def check_l_infinity(driver, _):
    return never_above_nominal(driver, {"method": "l_infinity", "threshold": 0.1}, SIZES, ALL)


def check_wasserstein(driver, _):
    return never_above_nominal(driver, {"method": "wasserstein", "threshold": 0.1}, SIZES, NUMBERS)


def check_ks_threshold(driver, _):
    return never_above_nominal(driver, {"method": "ks", "threshold": 0.1}, SIZES, NUMBERS)


def check_ks_p_value(driver, _):
    return never_above_nominal(driver, {"method": "ks", "pValue": 0.05}, SIZES, NUMBERS)


def check_chi_square_p_value(driver, _):
    return never_above_nominal(driver, {"method": "chi_square", "pValue": 0.05}, SIZES, ALL)


def check_uncalibrated_threshold_would_fire(driver, _):
    """That the calibration does something: PSI above 0.2 on 100 rows is common without drift, and the rule does not take it for drift."""
    rng = np.random.default_rng(8)
    pairs = [(rng.normal(0, 1, 100), rng.normal(0, 1, 100)) for _ in range(TRIALS)]
    values = [answer["psi"] for answer in driver.ask([{"ask": "compare", "reference": a, "current": b, "bins": 10} for a, b in pairs])]
    naive = float(np.mean(np.array(values) >= 0.2))
    assert naive > 0.2, naive
    verdicts = driver.ask([{"ask": "judge", "rule": {"method": "psi", "threshold": 0.2}, "minSamples": 30, "samples": [{"reference": a, "current": b} for a, b in pairs]}])[0]
    assert set(verdicts) == {"inconclusive"}, set(verdicts)
    return f"the threshold alone would fire {naive:.1%} of the time"


def check_real_drift_is_found(driver, _):
    """That the calibration does not silence what it should find."""
    rng = np.random.default_rng(9)
    for rule, shift in [({"method": "psi", "threshold": 0.2}, 1.0), ({"method": "wasserstein", "threshold": 0.1}, 0.4), ({"method": "jensen_shannon", "threshold": 0.1}, 0.6), ({"method": "ks", "pValue": 0.01}, 0.3)]:
        samples = [{"reference": rng.normal(0, 1, 5000), "current": rng.normal(shift, 1, 2000)} for _ in range(50)]
        verdicts = driver.ask([{"ask": "judge", "rule": rule, "minSamples": 30, "samples": samples}])[0]
        assert set(verdicts) == {"fail"}, (rule, set(verdicts))
