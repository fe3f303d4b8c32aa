"""Checks one server."""

import pathlib
import sys

from endpoint import Endpoint
from run_checks import run_checks

with Endpoint(sys.argv[1]) as endpoint:
    status = run_checks(pathlib.Path(__file__).parent, endpoint)
sys.exit(status)
