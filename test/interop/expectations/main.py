"""Checks the verdicts of one tool after the other."""

import pathlib
import sys

from flights import Flights
from run_checks import run_checks

root, work = (pathlib.Path(path) for path in sys.argv[1:])
sys.exit(run_checks(pathlib.Path(__file__).parent, Flights(root, work)))
