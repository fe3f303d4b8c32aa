"""Confidence sequences: their formulas written anew, and rollouts that are looked at after every 100 requests."""

import numpy as np
from scipy import optimize, special

from driver import close


def check_radius_is_robbins_normal_mixture(driver):
    cases = [{"ask": "radius", "count": n, "alpha": a, "tunedAt": t} for n in (2, 100, 1000, 50_000) for a in (0.001, 0.05, 0.2) for t in (50, 1000, 20_000)]
    for case, answer in zip(cases, driver.ask(cases)):
        n, alpha = case["count"], case["alpha"]
        # Howard et al. 2021, equation 14: S_n stays within sqrt((n + rho) log((n + rho) / (alpha^2 rho))) for variance 1.
        rho = case["tunedAt"] / (-2 * np.log(alpha) + np.log(-2 * np.log(alpha)) + 1)
        close(answer, np.sqrt((n + rho) * np.log((n + rho) / (alpha**2 * rho))) / np.sqrt(n), what=f"{case}")
    return f"{len(cases)} points"


def check_share_is_a_beta_mixture(driver):
    cases = [{"ask": "proportion", "successes": s, "count": n, "alpha": a} for n in (1, 10, 500, 20_000) for s in sorted({0, 1, n // 50, n // 2, n}) for a in (0.01, 0.05)]
    for case, answer in zip(cases, driver.ask(cases)):
        s, n = case["successes"], case["count"]
        evidence = lambda p: special.betaln(s + 0.5, n - s + 0.5) - special.betaln(0.5, 0.5) - special.xlogy(s, p) - special.xlog1py(n - s, -p) + np.log(case["alpha"])
        lower = 0.0 if s == 0 else optimize.brentq(evidence, 1e-300, s / n, xtol=1e-15)
        upper = 1.0 if s == n else optimize.brentq(evidence, s / n, 1 - 1e-16, xtol=1e-15)
        close(answer["lower"], lower, what=f"lower of {case}")
        close(answer["upper"], upper, what=f"upper of {case}")
    return f"{len(cases)} points"


def check_ranks_of_a_quantile_are_a_beta_mixture(driver):
    cases = [{"ask": "quantile", "quantile": q, "count": n, "alpha": 0.05, "tunedAt": t} for q in (0.5, 0.95, 0.99) for n in (1, 50, 333, 5000) for t in (100, 2000)]
    for case, answer in zip(cases, driver.ask(cases)):
        q, n = case["quantile"], case["count"]
        weight = case["tunedAt"] / (-2 * np.log(0.05) + np.log(-2 * np.log(0.05)) + 1)
        a, b, k = q * weight, (1 - q) * weight, np.arange(n + 1)
        evidence = special.betaln(a + k, b + n - k) - special.betaln(a, b) - k * np.log(q) - (n - k) * np.log1p(-q)
        kept = k[evidence <= -np.log(0.05)]
        assert answer.get("lower") == (kept.min() if kept.min() >= 1 else None), (case, answer, kept)
        assert answer.get("upper") == (kept.max() + 1 if kept.max() + 1 <= n else None), (case, answer, kept)
    return f"{len(cases)} points"


LOOKS = {"every": 100, "minSamples": 500, "confidence": 0.95, "seed": 7}


def check_no_difference_is_seldom_rejected(driver):
    """A new version that is as good as the champion: rejected at some look in at most 5%, and by a repeated fixed test far more often."""
    cases = [
        {"ask": "simulate", "metric": metric, "harm": 0, "until": until, "experiments": experiments, **LOOKS, **({"maxRatio": 1} if metric == "latency_p95" else {"minDelta": 0})}
        for metric, until, experiments in [("brier", 5000, 300), ("log_loss", 5000, 300), ("accuracy", 5000, 300), ("error_rate", 10_000, 400), ("latency_p95", 3000, 200), ("roc_auc", 3000, 200)]
    ]
    notes = []
    for case, answer in zip(cases, driver.ask(cases)):
        assert answer["failed"] <= 0.05, (case, answer)
        # A pass at no difference and a limit of 0 would be as wrong.
        assert answer["passed"] <= 0.05, (case, answer)
        if case["metric"] != "latency_p95":
            assert answer["fixedFailed"] > 2 * max(answer["failed"], 0.02), (case, answer)
        notes.append(f"{case['metric']} {answer['failed']:.1%}" + (f" (fixed {answer['fixedFailed']:.0%})" if case["metric"] != "latency_p95" else ""))
    return ", ".join(notes)


def check_harm_is_found_and_health_is_passed(driver):
    """What is much worse is rejected, what is as good passes a limit that allows a little, and after how many requests."""
    cases = [
        {"ask": "simulate", "until": until, "experiments": 100, **LOOKS, **case}
        for until, case in [
            (5000, {"metric": "brier", "harm": 0.7, "minDelta": 0}),
            (5000, {"metric": "brier", "harm": 0, "minDelta": -0.005}),
            (5000, {"metric": "roc_auc", "harm": 0.7, "minDelta": 0}),
            (5000, {"metric": "roc_auc", "harm": 0, "minDelta": -0.02}),
            (10_000, {"metric": "error_rate", "harm": 0.03, "minDelta": 0}),
            (10_000, {"metric": "error_rate", "harm": 0, "minDelta": -0.02}),
            (5000, {"metric": "latency_p95", "harm": 0.5, "maxRatio": 1}),
            (5000, {"metric": "latency_p95", "harm": 0, "maxRatio": 1.5}),
        ]
    ]
    notes = []
    for case, answer in zip(cases, driver.ask(cases)):
        right, wrong = ("failed", "passed") if case["harm"] else ("passed", "failed")
        assert answer[right] >= 0.8 and answer[wrong] <= 0.05, (case, answer)
        notes.append(f"{case['metric']} {right} {answer[right]:.0%} after {answer['samples']:,}")
    return ", ".join(notes)
