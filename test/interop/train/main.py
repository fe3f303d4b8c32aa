"""Checks the folder of a platform that has trained twice."""

import pathlib
import sys

from run_checks import run_checks
from trained import Trained

sys.exit(run_checks(pathlib.Path(__file__).parent, Trained(pathlib.Path(sys.argv[1]))))
