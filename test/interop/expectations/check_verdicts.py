"""The same verdicts, expectation by expectation."""

import ast
import json
import subprocess
import sys

from flights import AS_OF, CHANGES, load


def compare(flights, backend, drop=None):
    module = load(flights.rendered(backend, drop))
    kinds = flights.kinds()
    compared, failed = 0, 0
    for name in CHANGES:
        frame = module.read(flights.folders[name], AS_OF)
        told = [one for one in module.verdicts(frame, AS_OF) if ".expectations[" in one["expectation"]]
        theirs = [one["success"] for one in told]
        ours = [success for kind, success in zip(kinds, flights.ours(name)) if kind != drop]
        assert theirs == ours, [(name, one, success) for one, success in zip(told, ours) if one["success"] != success]
        compared += len(ours)
        failed += ours.count(False)
    assert failed > 10, failed
    return f"{compared} verdicts, {failed} of them failures"


def check_great_expectations(flights):
    return compare(flights, "great-expectations", "sql")


def check_pandera(flights):
    return compare(flights, "pandera")


def check_programs_end_as_checks_do(flights):
    for backend in ["great-expectations", "pandera"]:
        module = flights.rendered(backend, "sql")
        for name, status in [("good", 0), ("bad", 1)]:
            command = [sys.executable, str(module), str(flights.folders[name]), "--as-of", AS_OF]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode == status, (backend, name, done.stdout, done.stderr)
            assert json.loads(done.stdout)[-1]["severity"] in ("error", "warn")


def check_a_declared_schema_is_held(flights):
    for backend in ["great-expectations", "pandera"]:
        module = load(flights.rendered(backend, "sql"))
        frame = module.read(flights.folders["good"], AS_OF)
        schema = lambda rows: [one["success"] for one in module.verdicts(rows, AS_OF) if ".schema" in one["expectation"]]
        assert all(schema(frame)) and schema(frame)
        assert not all(schema(frame.drop(columns=["distance"])))
        assert not all(schema(frame.assign(origin=frame["origin"].mask(frame.index < 3))))


def check_hostile_texts_stay_texts(flights):
    """Python's own parser reads the texts back, and the module does nothing else than define."""
    pandera = flights.hostile("pandera") / "class_expectations.py"
    tree = ast.parse(pandera.read_text())
    literals = {node.targets[0].id: ast.literal_eval(node.value) for node in tree.body
                if isinstance(node, ast.Assign) and node.targets[0].id in ("SOURCE", "EXPECTED")}
    (hostile,) = [name for name in literals["SOURCE"]["columns"] if name.startswith("driver ")]
    assert "__import__" in hostile and "\u2028" in hostile and "\U0001f600" in hostile
    assert literals["EXPECTED"][0]["columns"] == [hostile]
    module = load(pandera)
    import pandas as pd

    frame = pd.DataFrame({"at": pd.to_datetime(["2013-01-01"], utc=True), "known_at": pd.to_datetime(["2013-01-01"], utc=True),
                          hostile: [hostile.removeprefix("driver ")], "distance": [1.0], "minutes": [2.0]})
    told = {one["expectation"]: one["success"] for one in module.verdicts(frame)}
    assert told["sources.class.expectations[0]"] and told["sources.class.expectations[1]"], told
    assert not told["sources.class.expectations[3]"], told
