"""What `aifactory render --backend` writes of the factories that suites use."""

import pathlib
import subprocess


class Rendered:
    """Folders of files for a backend: of the example, of the factory that uses every field, and of one with hostile texts."""

    def __init__(self, root: pathlib.Path, work: pathlib.Path, tools: pathlib.Path, backend: str):
        self.root, self.work, self.tools, self.backend = root, work, tools, backend
        self._made: dict[str, pathlib.Path] = {}

    @property
    def example(self) -> pathlib.Path:
        return self._render("example", self.root / "examples/flight-delays")

    @property
    def full(self) -> pathlib.Path:
        return self._render("full", self._written("full"))

    @property
    def hostile(self) -> pathlib.Path:
        return self._render("hostile", self._written("hostile"))

    def all(self) -> list[pathlib.Path]:
        return [self.example, self.full, self.hostile]

    def _written(self, which: str) -> pathlib.Path:
        folder = self.work / f"{which}-factory"
        folder.mkdir(exist_ok=True)
        run(["node", str(self.root / "test/interop/python/written-factory.mjs"), which, str(folder / "aifactory.yaml")], self.root)
        return folder

    def _render(self, name: str, path: pathlib.Path) -> pathlib.Path:
        if name not in self._made:
            out = self.work / "rendered" / name
            run(["node", str(self.root / "bin/aifactory.js"), "render", str(path), "--backend", self.backend, "--out", str(out)], self.root)
            self._made[name] = out
        return self._made[name]


def run(command: list[str], cwd: pathlib.Path, **options) -> str:
    """The output of a command; an AssertionError with all that it said where it fails."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=900, **options)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(command)} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout
