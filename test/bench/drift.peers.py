"""PSI and Kolmogorov-Smirnov of every column of two parquet files by the tools that people use. Reading is not counted. Prints JSON."""

import json
import resource
import sys
import time

import numpy as np
import pandas as pd
from scipy.stats import ks_2samp

reference, current = (pd.read_parquet(path) for path in sys.argv[2:4])


def scipy_ks() -> None:
    for name in reference.columns:
        ks_2samp(reference[name].to_numpy(), current[name].to_numpy(), method="asymp")


def numpy_psi() -> None:
    for name in reference.columns:
        edges = np.quantile(reference[name].to_numpy(), np.linspace(0, 1, 11))
        edges[0], edges[-1] = -np.inf, np.inf
        p, q = (np.histogram(frame[name].to_numpy(), edges)[0] / len(frame) for frame in (reference, current))
        float(np.sum((p - q) * np.log(p / q)))


def evidently_preset() -> None:
    from evidently import Report
    from evidently.presets import DataDriftPreset

    Report([DataDriftPreset()]).run(current, reference).dict()


peers = {"scipy": scipy_ks, "numpy": numpy_psi, "evidently": evidently_preset}
start = time.perf_counter()
peers[sys.argv[1]]()
print(json.dumps({"seconds": time.perf_counter() - start, "peakMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
