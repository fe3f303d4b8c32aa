"""Checks what is rendered for Prometheus, Alertmanager and Grafana."""

import pathlib
import sys

from rendered import Rendered
from run_checks import run_checks

root, work, grafana = (pathlib.Path(path) for path in sys.argv[1:])
sys.exit(run_checks(pathlib.Path(__file__).parent, Rendered(root, work, grafana, "prometheus")))
