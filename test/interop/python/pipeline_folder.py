"""A checkout with a month of flights, for engines that run its pipeline."""

import os
import pathlib
import shutil
import sys

from rendered import run

HERE = pathlib.Path(__file__).parent


class PipelineFolder:
    def __init__(self, root: pathlib.Path, work: pathlib.Path, backend: str):
        self.root, self.work, self.backend = root, work, backend
        self.folder = work / "checkout"
        example = root / "examples/flight-delays"
        (self.folder / "data/flights").mkdir(parents=True)
        shutil.copy(example / "data/flights/2013-01.parquet", self.folder / "data/flights")
        shutil.copy(example / "data/weather.parquet", self.folder / "data")
        shutil.copy(HERE / "pipeline-factory.yaml", self.folder / "aifactory.yaml")
        # The program and the tools of this environment, by their names.
        bin_folder = work / "bin"
        bin_folder.mkdir()
        program = bin_folder / "aifactory"
        program.write_text(f'#!/bin/sh\nexec node "{root}/bin/aifactory.js" "$@"\n')
        program.chmod(0o755)
        path = os.pathsep.join([str(bin_folder), str(pathlib.Path(sys.executable).parent), os.environ["PATH"]])
        self.environment = {**os.environ, "PATH": path}

    def run(self, *command: str, **more: str) -> str:
        return run(list(command), self.folder, env={**self.environment, **more})

    def render(self, out: str, *options: str) -> pathlib.Path:
        self.run("aifactory", "render", ".", "--backend", self.backend, "--out", out, *options)
        return self.folder / out
