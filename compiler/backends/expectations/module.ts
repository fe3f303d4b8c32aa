import type { ExpectationSpec } from '../../../schema/generated/jobs.js'
import type { Factory, LinkedSource } from '../../graph/factory.js'
import { type PythonValue, pythonLiteral } from '../text/python.js'

/** Sources that have something to check, with the names of their modules: no keyword of Python ends so. */
export function checkedSources(factory: Factory): { source: LinkedSource; module: string }[] {
  return Object.values(factory.sources)
    .filter(({ expectations, definition }) => expectations.length > 0 || definition.schema !== undefined)
    .map((source) => ({ source, module: `${source.definition.name}_expectations.py` }))
}

/** What a module is about, as Python reads it: all text of the user's is in this literal. */
export function sourceLiteral(factory: Factory, { definition }: LinkedSource): string {
  const { name, format, path, timestampField, createdTimestampField, schema = [] } = definition
  return pythonLiteral({
    factory: factory.name,
    name,
    format,
    path,
    event_time: timestampField,
    known_time: createdTimestampField,
    columns: Object.fromEntries(schema.map((column) => [column.name, { type: column.type, nullable: column.nullable }])),
  })
}

/** The values of in_set as the column holds them, as in a validation: numbers of a column of numbers, texts of another. */
export function setValues({ column, values = [] }: ExpectationSpec, { definition }: LinkedSource): PythonValue[] {
  const type = definition.schema?.find(({ name }) => name === column)?.type
  if (type === 'int64' || type === 'float64') return values.map(Number).filter((value) => !Number.isNaN(value))
  return type === 'string' ? values.map(String) : [...values]
}

/** Reading in Python, as DuckDB reads: what is empty is missing, and nothing else is. Times are in UTC. */
export const READ = String.raw`
def moment(as_of=None):
    """A time as pandas knows it, in UTC: the one given, or now."""
    return pd.Timestamp.now(tz="UTC") if as_of is None else pd.to_datetime(as_of, utc=True)


def read_csv(path):
    texts = {name: str for name, column in SOURCE["columns"].items() if column["type"] == "string"}
    return pd.read_csv(path, dtype=texts, keep_default_na=False, na_values=[""])


def read_json(path):
    with open(path, encoding="utf-8") as file:
        text = file.read().strip()
    return pd.DataFrame(json.loads(text) if text.startswith("[") else [json.loads(line) for line in text.splitlines() if line.strip()])


READERS = {"parquet": pd.read_parquet, "csv": read_csv, "json": read_json}


def read(root=".", as_of=None):
    """The rows of the source below a folder that are known as of a time, by default now."""
    paths = sorted(glob.glob(os.path.join(glob.escape(str(root)), SOURCE["path"]), recursive=True))
    if not paths:
        raise FileNotFoundError("no file matches " + SOURCE["path"])
    frame = pd.concat([READERS[SOURCE["format"]](path) for path in paths], ignore_index=True)
    times = {SOURCE.get("event_time"), SOURCE.get("known_time")} | {name for name, column in SOURCE["columns"].items() if column["type"] == "timestamp"}
    for name in times & set(frame.columns):
        frame[name] = pd.to_datetime(frame[name], utc=True)
    seen = pd.Series(True, index=frame.index)
    if SOURCE.get("event_time") in frame.columns:
        seen &= frame[SOURCE["event_time"]].isna() | (frame[SOURCE["event_time"]] <= moment(as_of))
    if SOURCE.get("known_time") in frame.columns:
        seen &= frame[SOURCE["known_time"]] <= moment(as_of)
    return frame[seen].reset_index(drop=True)
`

/** The end of a module: verdicts as JSON, and the exit status of a check. */
export const MAIN = String.raw`
def main():
    parser = argparse.ArgumentParser(description="Checks a source, and prints the verdict on each expectation as JSON.")
    parser.add_argument("root", nargs="?", default=".", help="folder of aifactory.yaml")
    parser.add_argument("--as-of", help="time in RFC 3339 up to which rows are known, by default now")
    given = parser.parse_args()
    found = verdicts(read(given.root, given.as_of), given.as_of)
    print(json.dumps(found, indent=2))
    return 1 if any(not one["success"] and one["severity"] == "error" for one in found) else 0


if __name__ == "__main__":
    sys.exit(main())
`
