"""Checks the statistics behind gates and rollouts."""

import pathlib
import sys
import warnings

from driver import Driver
from run_checks import run_checks

warnings.simplefilter("ignore")  # scikit-learn's about rows of one class, which are tried on purpose
sys.exit(run_checks(pathlib.Path(__file__).parent, Driver(sys.argv[1])))
