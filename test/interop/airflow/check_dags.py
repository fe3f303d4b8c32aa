"""The DAGs are imported without an error, and one runs to a registered model."""

import ast
import json
import pathlib

from rendered import Rendered


def environment(pipeline, dags):
    home = pipeline.work / "airflow"
    return {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(dags),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "AIFACTORY_ROOT": str(pipeline.folder),
    }


IMPORT = """
import json, sys
from airflow.dag_processing.dagbag import DagBag
bag = DagBag(sys.argv[1])
print("found " + json.dumps({"errors": bag.import_errors, "dags": {name: [task.task_id for task in dag.topological_sort()] for name, dag in bag.dags.items()}}))
"""


def import_dags(pipeline, dags):
    said = pipeline.run("python", "-c", IMPORT, str(dags), **environment(pipeline, dags))
    (found,) = [json.loads(line.removeprefix("found ")) for line in said.splitlines() if line.startswith("found ")]
    assert found["errors"] == {}, found["errors"]
    return found["dags"]


def check_a_run_ends_with_a_registered_model(pipeline):
    dags = pipeline.render("dags")
    env = environment(pipeline, dags)
    pipeline.run("airflow", "db", "migrate", **env)
    found = import_dags(pipeline, dags)
    tasks = found["flight-delays.late-arrival"]
    assert tasks[-4:] == [f"{stage}-late-arrival" for stage in ["dataset", "train", "evaluate", "register"]], tasks
    said = pipeline.run("airflow", "dags", "test", "flight-delays.late-arrival", "2013-02-01T00:00:00+00:00", **env)
    registry = pipeline.folder / ".aifactory/pipeline/registry/late-arrival"
    assert registry.exists(), said[-6000:]
    version = json.loads((registry / "versions/1.json").read_text())
    assert version["gates"]["verdict"] == "pass", version["gates"]
    assert json.loads((registry / "champion.json").read_text())["version"] == 1
    dataset = (pathlib.Path(version["datasetDir"]) / "as-of").read_text()
    assert dataset.startswith("2013-02-01"), dataset
    return f"roc_auc {[row['observed'] for row in version['gates']['rows']][0]}"


def check_every_field_and_hostile_texts(pipeline):
    rendered = Rendered(pipeline.root, pipeline.work, pipeline.work, "airflow")
    hostile = rendered.hostile
    (module,) = hostile.glob("*.py")
    tree = ast.parse(module.read_text())
    (literal,) = [node.value for node in tree.body if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "DAGS"]
    (dag,) = ast.literal_eval(literal)
    (train,) = [task for task in dag["tasks"] if task["id"].startswith("train-")]
    assert "__import__" in json.loads(train["step"])["job"]["trainer"]["command"][1]
    assert list(import_dags(pipeline, hostile)) == ["null.true"]
