import type { ExpectationSpec } from '../../../schema/generated/jobs.js'
import type { Factory, LinkedSource } from '../../graph/factory.js'
import { checkedSources, MAIN, READ, setValues, sourceLiteral } from '../expectations/module.js'
import { type PythonValue, pythonLiteral } from '../text/python.js'
import { type Files, filesOf } from '../tool.js'

export function renderGreatExpectations(factory: Factory): Files {
  return filesOf(Object.fromEntries(checkedSources(factory).map(({ source, module }) => [module, moduleOf(factory, source)])))
}

/** One of theirs. An expectation of ours on several columns is several of them, under one id. */
interface Expected {
  readonly type: string
  readonly of: string
  readonly severity: 'error' | 'warn'
  readonly kwargs: { readonly [key: string]: PythonValue }
  /** In seconds: kwargs get the least time that is new enough as it runs. */
  readonly max_age?: number
}

function moduleOf(factory: Factory, source: LinkedSource): string {
  const expected = [...declared(source), ...source.expectations.flatMap((spec, index) => expectedOf(spec, index, source))]
  return `"""Expectations of a source, for Great Expectations 1.x. Written by aifactory render: changes are lost."""

import argparse
import glob
import json
import os
import sys

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd

SOURCE = ${sourceLiteral(factory, source)}

EXPECTED = ${pythonLiteral(expected.map((one) => ({ ...one })))}

${READ}
${CODE}
${MAIN}`
}

const CODE = String.raw`
def suite(as_of=None):
    """The suite; what is new enough depends on the time."""
    made = []
    for one in EXPECTED:
        kwargs = dict(one["kwargs"])
        if "max_age" in one:
            kwargs["min_value"] = moment(as_of) - pd.Timedelta(seconds=one["max_age"])
        severity = "critical" if one["severity"] == "error" else "warning"
        made.append(getattr(gxe, one["type"])(**kwargs, severity=severity, meta={"aifactory": one["of"]}))
    return gx.ExpectationSuite(name=SOURCE["factory"] + "." + SOURCE["name"], expectations=made, meta={"aifactory": SOURCE["factory"]})


def checkpoint(context, as_of=None, actions=()):
    """The checkpoint of a context: run it with batch_parameters={"dataframe": frame}."""
    name = SOURCE["factory"] + "." + SOURCE["name"]
    asset = context.data_sources.add_or_update_pandas(name).add_dataframe_asset(SOURCE["name"])
    batch = asset.add_batch_definition_whole_dataframe("all")
    expected = context.suites.add_or_update(suite(as_of))
    validation = context.validation_definitions.add_or_update(gx.ValidationDefinition(name=name, data=batch, suite=expected))
    return context.checkpoints.add_or_update(gx.Checkpoint(name=name, validation_definitions=[validation], actions=list(actions)))


def verdicts(frame, as_of=None):
    """Whether each expectation of the file holds: where it became several, all of them."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    found = {one["of"]: {"expectation": one["of"], "severity": one["severity"], "success": True} for one in EXPECTED}
    for result in checkpoint(context, as_of).run(batch_parameters={"dataframe": frame}).run_results.values():
        for one in result.results:
            of = found[one.expectation_config.meta["aifactory"]]
            of["success"] = of["success"] and bool(one.success)
    return list(found.values())
`

/** Columns that the schema declares are there, and have values where they must. */
function declared({ definition: { name, schema = [] } }: LinkedSource): Expected[] {
  return schema.flatMap((column) => {
    const shared = { of: `sources.${name}.schema.${column.name}`, severity: 'error' as const, kwargs: { column: column.name } }
    return [{ type: 'ExpectColumnToExist', ...shared }, ...(column.nullable ? [] : [{ type: 'ExpectColumnValuesToNotBeNull', ...shared }])]
  })
}

function expectedOf(spec: ExpectationSpec, index: number, source: LinkedSource): Expected[] {
  const { column, columns = [], min, max, mostly } = spec
  const one = (type: string, kwargs: Expected['kwargs'], more: Pick<Expected, 'max_age'> = {}): Expected => ({
    type,
    of: `sources.${source.definition.name}.expectations[${index}]`,
    severity: spec.severity,
    kwargs: { ...kwargs, ...(mostly !== undefined && mostly !== 1 && { mostly }) },
    ...more,
  })
  switch (spec.expect) {
    case 'not_null':
      return columns.map((name) => one('ExpectColumnValuesToNotBeNull', { column: name }))
    case 'between':
      return [one('ExpectColumnValuesToBeBetween', { column, min_value: min, max_value: max })]
    case 'in_set':
      return [one('ExpectColumnValuesToBeInSet', { column, value_set: setValues(spec, source) })]
    case 'unique':
      return columns.length === 1
        ? [one('ExpectColumnValuesToBeUnique', { column: columns[0] })]
        : [one('ExpectCompoundColumnsToBeUnique', { column_list: columns, ignore_row_if: 'all_values_are_missing' })]
    case 'row_count':
      return [one('ExpectTableRowCountToBeBetween', { min_value: min, max_value: max })]
    case 'mean_between':
      return [one('ExpectColumnMeanToBeBetween', { column, min_value: min, max_value: max })]
    case 'matches':
      return [one('ExpectColumnValuesToMatchRegex', { column, regex: spec.pattern })]
    case 'freshness':
      return [one('ExpectColumnMaxToBeBetween', { column: source.definition.timestampField }, { max_age: (spec.maxAgeMs ?? 0) / 1000 })]
    case 'sql':
      throw new Error('an expectation in SQL is refused before it is rendered')
  }
}
