"""Checks the drift statistics."""

import pathlib
import sys

from driver import Driver
from flights import read_flights
from run_checks import run_checks

sys.exit(run_checks(pathlib.Path(__file__).parent, Driver(sys.argv[1]), read_flights(sys.argv[2])))
