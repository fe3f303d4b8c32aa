"""Reads what aifactory printed with the tools that people know the forms from."""

import json
import pathlib
import sys

import jsonschema
import junitparser

work, schema_file = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
results = []


def check(name, holds, why=""):
    results.append(bool(holds))
    print(("ok   " if holds else "FAIL ") + name + (f": {why}" if why and not holds else ""))


log = json.loads((work / "found.sarif").read_text())
schema = json.loads(schema_file.read_text(encoding="utf-8-sig"))
errors = list(jsonschema.validators.validator_for(schema)(schema).iter_errors(log))
check("the log fits the schema of SARIF 2.1.0", not errors, "; ".join(error.message for error in errors[:3]))
run = log["runs"][0]
check("there are results, fixes and related locations", any("fixes" in r for r in run["results"]) and any("relatedLocations" in r for r in run["results"]))

broken = json.loads(json.dumps(log))
broken["runs"][0]["results"][0]["level"] = "fatal"
check("the schema refuses a level that there is not", list(jsonschema.validators.validator_for(schema)(schema).iter_errors(broken)))

validated = json.loads((work / "validated.sarif").read_text(encoding="utf-8-sig"))
found = [(r["ruleId"], r.get("level", "warning"), r["message"].get("text") or r["message"]) for r in validated["runs"][0].get("results", [])]
problems = [result for result in found if result[1] == "error"]
check("Microsoft's validator finds no error in it", not problems, str(problems[:3]))

suites = junitparser.JUnitXml.fromfile(str(work / "found.junit"))
cases = [case for suite in suites for case in suite]
failed = [case for case in cases if any(isinstance(result, junitparser.Failure) for result in case.result)]
expected = sum(1 for result in run["results"] if result["level"] == "error")
check("junitparser reads a case for each result", len(cases) == len(run["results"]), f"{len(cases)} of {len(run['results'])}")
check("and a failure for each error", len(failed) == expected == suites.failures, f"{len(failed)}, {expected}, {suites.failures}")

print(f"{results.count(True)} passed, {results.count(False)} failed")
sys.exit(0 if all(results) else 1)
