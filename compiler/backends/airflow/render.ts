import type { Factory, LinkedModel } from '../../graph/factory.js'
import { type Stage, stagesOf } from '../pipeline/stages.js'
import { type PythonValue, pythonLiteral } from '../text/python.js'
import { type Files, filesOf } from '../tool.js'

export function renderAirflow(factory: Factory): Files {
  return filesOf({ [`${factory.name.replaceAll('-', '_')}_dags.py`]: moduleOf(factory) })
}

function moduleOf(factory: Factory): string {
  const dags = Object.values(factory.models).map((model) => dagOf(factory, model))
  return `"""DAGs of a factory, for Airflow 3. Written by aifactory render: changes are lost."""

from __future__ import annotations

import datetime
import hashlib
import os
import re
import subprocess
import tempfile

from airflow.sdk import DAG, task
from airflow.sdk.exceptions import AirflowFailException
from airflow.timetables.trigger import CronTriggerTimetable, MultipleCronTriggerTimetable

DAGS = ${pythonLiteral(dags)}
${CODE}`
}

function dagOf(factory: Factory, model: LinkedModel): { readonly [key: string]: PythonValue } {
  const schedules = [model.retrain.schedule, factory.pipeline.schedule].filter((schedule) => schedule !== undefined)
  return {
    dag_id: `${factory.name}.${model.name}`,
    schedules: [...new Set(schedules)].sort(),
    catchup: factory.pipeline.catchup,
    tags: [
      'aifactory',
      factory.name,
      model.name,
      ...Object.entries(factory.labels)
        .map(([key, value]) => `${key}=${value}`)
        .sort(),
    ],
    tasks: stagesOf(factory, model, (id) => `runs/{run}/${id}`).map(taskOf),
  }
}

function taskOf({ id, after, step, retries, timeoutMs, queueName }: Stage): { readonly [key: string]: PythonValue } {
  return { id, after, retries, timeout: timeoutMs / 1000, ...(queueName !== undefined && { queue: queueName }), step: JSON.stringify(step) }
}

/** Text of the file is in DAGS alone. Nothing of it is a template: Jinja sees none of these fields. */
const CODE = String.raw`
# Where tasks find the checkout, the program, and where they write.
ROOT = os.environ.get("AIFACTORY_ROOT", ".")
STATE = os.environ.get("AIFACTORY_STATE", os.path.join(ROOT, ".aifactory", "pipeline"))
COMMAND = os.environ.get("AIFACTORY_COMMAND", "aifactory").split()


def start(catchup):
    """Runs before it do nothing. Catching up has to be told how far back to go; otherwise any time may be filled in by a backfill."""
    given = os.environ.get("AIFACTORY_START")
    if given is None and catchup:
        raise ValueError("pipeline.catchup needs the time to catch up from: set AIFACTORY_START, such as 2024-01-01T00:00:00+00:00")
    return datetime.datetime.fromisoformat(given or "2000-01-01T00:00:00+00:00")


# What trying again cannot cure.
FOR_GOOD = 1


def run_name(run_id):
    """The name of a run as a part of a path: readable, and never that of another."""
    readable = re.sub(r"[^A-Za-z0-9._-]", "-", run_id)[:80].lstrip("-._") or "run"
    return readable + "-" + hashlib.sha256(run_id.encode()).hexdigest()[:8]


def run_step(step, run_id, as_of):
    """Runs one step in a process, and fails as it fails."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "step.json")
        with open(path, "w", encoding="utf-8") as file:
            file.write(step)
        command = [*COMMAND, "step", path, "--root", ROOT, "--state", STATE, "--run", run_name(run_id), "--as-of", as_of]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, check=False)
    if done.returncode == FOR_GOOD:
        raise AirflowFailException("the step has failed, and trying again cannot cure it")
    if done.returncode != 0:
        raise RuntimeError("the step has ended with " + str(done.returncode))


def timetable(schedules):
    if not schedules:
        return None
    if len(schedules) == 1:
        return CronTriggerTimetable(schedules[0], timezone="UTC")
    return MultipleCronTriggerTimetable(*schedules, timezone="UTC")


def make_task(given):
    options = {"queue": given["queue"]} if "queue" in given else {}

    @task(
        task_id=given["id"],
        retries=given["retries"],
        retry_delay=datetime.timedelta(seconds=10),
        retry_exponential_backoff=True,
        execution_timeout=datetime.timedelta(seconds=given["timeout"]),
        **options,
    )
    def step(run_id=None, logical_date=None):
        seen = logical_date or datetime.datetime.now(datetime.timezone.utc)
        run_step(given["step"], run_id, seen.isoformat())

    return step()


def make_dag(given):
    with DAG(
        dag_id=given["dag_id"],
        schedule=timetable(given["schedules"]),
        start_date=start(given["catchup"]),
        catchup=given["catchup"],
        max_active_runs=1,
        tags=given["tags"],
    ) as dag:
        tasks = {one["id"]: make_task(one) for one in given["tasks"]}
        for one in given["tasks"]:
            for before in one["after"]:
                tasks[before] >> tasks[one["id"]]
    return dag


for _given in DAGS:
    globals()[re.sub(r"\W", "_", _given["dag_id"])] = make_dag(_given)
`
