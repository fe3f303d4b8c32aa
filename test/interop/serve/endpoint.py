"""The server under test, and what its model answers when ONNX Runtime runs it here."""

import json
import pathlib
import subprocess
import time

import httpx
import numpy as np
import onnxruntime

MODEL = "late arrival"
CATEGORIES = ["UA", "AA", "JFK", "LGA", "ORD"]


class Endpoint:
    """One server process. Use as a context manager."""

    def __init__(self, folder: str):
        self.folder = pathlib.Path(folder)
        self.session = onnxruntime.InferenceSession(str(self.folder / "model" / "model.onnx"))

    def __enter__(self):
        command = ["node", str(self.folder / "server.js"), str(self.folder / "config.json")]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.port = json.loads(self.process.stdout.readline())["port"]
        self.url = f"http://127.0.0.1:{self.port}"
        while httpx.get(f"{self.url}/v2/health/ready").status_code != 200:
            time.sleep(0.02)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)

    def expected(self, carriers, distances, hours, holidays) -> np.ndarray:
        """Probabilities of rows, with the features that the online store holds for their carriers."""
        shares = [(CATEGORIES.index(c) + 1) / 8 if c in CATEGORIES else np.nan for c in carriers]
        column = lambda values: np.array(values, dtype=np.float32).reshape(-1, 1)
        feeds = {
            "carrier": np.array(carriers, dtype=object).reshape(-1, 1),
            "distance": column(distances),
            "hour": column(hours),
            "holiday": column(holidays),
            "late_share": column(shares),
        }
        return self.session.run(["prediction"], feeds)[0].reshape(-1)
