import type { Factory, LinkedSource } from '../../graph/factory.js'
import { checkedSources, MAIN, READ, setValues, sourceLiteral } from '../expectations/module.js'
import { pythonLiteral } from '../text/python.js'
import { type Files, filesOf } from '../tool.js'

export function renderPandera(factory: Factory): Files {
  return filesOf(Object.fromEntries(checkedSources(factory).map(({ source, module }) => [module, moduleOf(factory, source)])))
}

function moduleOf(factory: Factory, source: LinkedSource): string {
  const expected = source.expectations.map(({ actions: _, maxAgeMs, ...spec }, index) => ({
    of: `sources.${source.definition.name}.expectations[${index}]`,
    ...spec,
    ...(spec.values && { values: setValues(spec, source) }),
    ...(maxAgeMs !== undefined && { max_age: maxAgeMs / 1000 }),
  }))
  return `"""Schema of a source, for Pandera. Written by aifactory render: changes are lost."""

import argparse
import glob
import json
import os
import sys
import warnings

import pandas as pd
import pandera.pandas as pa

SOURCE = ${sourceLiteral(factory, source)}

EXPECTED = ${pythonLiteral(expected)}

${READ}
${CODE}
${MAIN}`
}

const CODE = String.raw`
TYPES = {
    "string": lambda of: pd.api.types.is_string_dtype(of) or pd.api.types.is_object_dtype(of),
    # Where values are missing, pandas holds whole numbers as floats and truths as objects.
    "int64": lambda of: pd.api.types.is_integer_dtype(of) or (pd.api.types.is_float_dtype(of) and bool((of.dropna() % 1 == 0).all())),
    "float64": pd.api.types.is_numeric_dtype,
    "bool": lambda of: pd.api.types.is_bool_dtype(of) or bool(of.dropna().map(lambda one: isinstance(one, bool)).all()),
    "timestamp": pd.api.types.is_datetime64_any_dtype,
    "date": lambda of: pd.api.types.is_datetime64_any_dtype(of) or pd.api.types.is_object_dtype(of),
}


def numbers(values):
    """The values, which have to be numbers."""
    if not pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        raise TypeError("the column does not hold numbers")
    return values


def within(values, one):
    held = pd.Series(True, index=values.index)
    if "min" in one:
        held &= values >= one["min"]
    if "max" in one:
        held &= values <= one["max"]
    return held


def in_set(values, one):
    allowed = set(one["values"])
    if not pd.api.types.is_numeric_dtype(values):
        values, allowed = values.astype(str), {str(value) for value in allowed}
    return values.isin(allowed)


def of_sql(frame, one):
    """What DuckDB says of each row: whether it counts, and whether it holds."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("rows", frame)
        told = connection.execute("SELECT CAST((" + one["expression"] + "\n) AS BOOLEAN) FROM rows").fetchall()
    held = pd.Series([value for (value,) in told], index=frame.index, dtype=object)
    return held.notna(), held == True  # noqa: E712


def parts(frame, one):
    """For each column: which rows count, and which of them hold. Missing values count for not_null alone."""
    expect = one["expect"]
    if expect == "not_null":
        return [(pd.Series(True, index=frame.index), frame[name].notna()) for name in one["columns"]]
    if expect == "sql":
        return [of_sql(frame, one)]
    if expect == "unique":
        counts = frame[one["columns"]].notna().any(axis=1)
        return [(counts, ~frame[counts].duplicated(one["columns"], keep=False).reindex(frame.index, fill_value=False))]
    values = frame[one["column"]]
    counts = values.notna()
    if expect == "between":
        return [(counts, within(numbers(values), one))]
    if expect == "in_set":
        return [(counts, in_set(values, one))]
    return [(counts, values.astype(str).str.contains(one["pattern"], regex=True))]


def judge(one, as_of):
    """The check of an expectation: a verdict on each row where all must hold, or one on all of them."""

    def check(frame):
        if one["expect"] == "row_count":
            return bool(within(pd.Series([len(frame)]), one)[0])
        if one["expect"] == "mean_between":
            mean = numbers(frame[one["column"]]).mean()
            return bool(pd.notna(mean) and within(pd.Series([mean]), one)[0])
        if one["expect"] == "freshness":
            newest = frame[SOURCE["event_time"]].max()
            return bool(pd.notna(newest) and moment(as_of) - newest <= pd.Timedelta(seconds=one["max_age"]))
        found = [(counts, held.fillna(False).astype(bool)) for counts, held in parts(frame, one)]
        mostly = one.get("mostly", 1)
        if mostly < 1:
            return all(not counts.any() or held[counts].mean() >= mostly for counts, held in found)
        rows = pd.Series(True, index=frame.index)
        for counts, held in found:
            rows &= ~counts | held
        return rows

    return check


def schema(as_of=None):
    """The schema; what is new enough depends on the time. Validate with lazy=True to hear of all that is wrong."""
    columns = {
        name: pa.Column(nullable=column["nullable"], checks=[pa.Check(TYPES[column["type"]], name="type", error="not " + column["type"])])
        for name, column in SOURCE["columns"].items()
    }
    checks = [
        pa.Check(judge(one, as_of), name=one["of"], error=one["of"], ignore_na=False, raise_warning=one["severity"] == "warn")
        for one in EXPECTED
    ]
    return pa.DataFrameSchema(columns, checks=checks, name=SOURCE["factory"] + "." + SOURCE["name"])


def verdicts(frame, as_of=None):
    """Whether each expectation of the file holds, and the schema that it declares."""
    checks = schema(as_of).checks
    found = []
    for one, check in zip(EXPECTED, checks):
        try:
            success = bool(check(frame).check_passed)
        except (KeyError, TypeError):
            # A column that is missing, or holds something else, is no evidence.
            success = False
        found.append({"expectation": one["of"], "severity": one["severity"], "success": success})
    if SOURCE["columns"]:
        declared = pa.DataFrameSchema(schema(as_of).columns)
        try:
            declared.validate(frame, lazy=True)
            fits = True
        except pa.errors.SchemaErrors:
            fits = False
        found.append({"expectation": "sources." + SOURCE["name"] + ".schema", "severity": "error", "success": fits})
    return found
`
