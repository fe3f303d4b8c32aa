"""Asks the statistics under test, in one process for each batch of questions."""

import json
import math
import subprocess

import numpy as np


class Driver:
    def __init__(self, program: str):
        self.program = program

    def ask(self, cases: list[dict]) -> list:
        done = subprocess.run(["node", self.program], input=json.dumps(cases, default=plain), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        return json.loads(done.stdout)


def plain(value):
    if isinstance(value, np.ndarray):
        return [None if isinstance(v, float) and math.isnan(v) else v for v in value.tolist()]
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(type(value))


def close(actual: float, expected: float, tolerance: float = 1e-9, what: str = "") -> None:
    """Within the tolerance of numbers up to 1, relative above."""
    if not abs(actual - expected) <= tolerance * max(1.0, abs(expected)):
        raise AssertionError(f"{what}: {actual!r} is not {expected!r}")
