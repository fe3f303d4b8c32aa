"""Folders with flights, good and spoiled, and what is said of them."""

import importlib.util
import json
import pathlib

import pandas as pd

from rendered import Rendered, run

AS_OF = "2013-02-01T00:00:00Z"
HERE = pathlib.Path(__file__).parent


class Flights:
    def __init__(self, root: pathlib.Path, work: pathlib.Path):
        self.root, self.work = root, work
        self.factory = (HERE / "factory.yaml").read_text()
        month = pd.read_parquet(root / "examples/flight-delays/data/flights/2013-01.parquet")
        self.folders = {name: self._folder(name, change(month.copy())) for name, change in CHANGES.items()}

    def _folder(self, name: str, frame: pd.DataFrame) -> pathlib.Path:
        folder = self.work / name
        (folder / "data/flights").mkdir(parents=True)
        frame.to_parquet(folder / "data/flights/2013-01.parquet")
        (folder / "aifactory.yaml").write_text(self.factory)
        return folder

    def ours(self, name: str) -> list[bool]:
        """What our own validation says of each expectation, as a job."""
        folder = self.folders[name]
        program = "const { parse } = await import('yaml'); console.log(JSON.stringify(parse(require('fs').readFileSync(process.argv[1], 'utf8')).spec.sources.flights))"
        source = json.loads(run(["node", "-e", f"(async () => {{ {program} }})()", str(folder / "aifactory.yaml")], self.root))
        expectations = []
        for given in source.pop("expectations"):
            if given["expect"] == "freshness":
                given["maxAgeMs"] = int(given.pop("maxAge")[:-1]) * 3_600_000
            expectations.append({"severity": "error", **given})
        source.pop("schema")
        out = self.work / f"ours-{name}"
        job = {"kind": "ValidateData", "outputDir": str(out), "baseDir": str(folder), "asOf": AS_OF}
        job |= {"source": {"name": "flights", **source}, "expectations": expectations}
        out.mkdir(exist_ok=True)
        (out / "job.json").write_text(json.dumps(job))
        run(["node", str(self.root / "dist/job.js"), str(out / "job.json")], self.root)
        return [result["success"] for result in json.loads((out / "validation.json").read_text())["results"]]

    def rendered(self, backend: str, drop: str | None = None) -> pathlib.Path:
        """The module for a tool, of the factory without the expectations of one kind."""
        folder = self.work / f"factory-{backend}"
        folder.mkdir(exist_ok=True)
        lines = [line for line in self.factory.splitlines() if drop is None or f"expect: {drop}," not in line]
        (folder / "aifactory.yaml").write_text("\n".join(lines))
        out = self.work / f"rendered-{backend}"
        run(["node", str(self.root / "bin/aifactory.js"), "render", str(folder), "--backend", backend, "--out", str(out)], self.root)
        return out / "flights_expectations.py"

    def kinds(self) -> list[str]:
        return [line.split("expect: ")[1].split(",")[0] for line in self.factory.splitlines() if "- { expect:" in line]

    def hostile(self, backend: str) -> pathlib.Path:
        rendered = Rendered(self.root, self.work, self.work, backend)
        return rendered.hostile


def load(path: pathlib.Path):
    """A rendered module, imported."""
    spec = importlib.util.spec_from_file_location(f"{path.parent.name}_{path.stem}".replace("-", "_"), path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def spoil(frame: pd.DataFrame) -> pd.DataFrame:
    """Something wrong for nearly every expectation."""
    frame.loc[frame.index[:20], "dest"] = None
    frame.loc[frame.index[30:33], "origin"] = "XXX"
    frame.loc[frame.index[40:44], "distance"] = 9000
    frame.loc[frame.index[50:53], "carrier"] = "aa1"
    frame.loc[frame.index[: len(frame) // 10], "dep_time"] = None
    frame.loc[frame.index[100:600], "hour"] = 1
    frame["dest"] = frame["dest"].mask(frame.index == 700, frame["origin"])
    return pd.concat([frame, frame.iloc[[60, 61]]], ignore_index=True)


CHANGES = {
    "good": lambda frame: frame,
    "bad": spoil,
    "few": lambda frame: frame.head(200),
    "old": lambda frame: frame[pd.to_datetime(frame["time_hour"], utc=True) < "2013-01-20"],
    "far": lambda frame: frame.assign(distance=frame["distance"] + 700),
}
