"""Checks the DAGs of Airflow."""

import pathlib
import sys

from pipeline_folder import PipelineFolder
from run_checks import run_checks

root, work = (pathlib.Path(path) for path in sys.argv[1:])
sys.exit(run_checks(pathlib.Path(__file__).parent, PipelineFolder(root, work, "airflow")))
