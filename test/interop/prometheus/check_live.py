"""A real Prometheus scrapes a real server and a real control plane, evaluates the rules, and an alert fires."""

import json
import signal
import socket
import subprocess
import time
import urllib.parse
import urllib.request

from rendered import run


def get(url: str):
    with urllib.request.urlopen(url, timeout=10) as response:
        return json.load(response)


def post(url: str, body: object) -> None:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as response:
        response.read()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait(what: str, seconds: float, ask):
    end = time.monotonic() + seconds
    found = None
    while time.monotonic() < end:
        try:
            found = ask()
        except OSError as error:
            found = error
        if found and not isinstance(found, OSError):
            return found
        time.sleep(0.5)
    raise AssertionError(f"{what}: {found!r} after {seconds} s")


def predict(url: str) -> None:
    tensors = {"carrier": ("BYTES", ["UA"]), "distance": ("FP64", [700]), "hour": ("INT64", [8]), "holiday": ("BOOL", [False])}
    inputs = [{"name": name, "shape": [1], "datatype": datatype, "data": data} for name, (datatype, data) in tensors.items()]
    post(f"{url}/v2/models/late%20arrival/infer", {"inputs": inputs})


def check_a_real_prometheus(rendered):
    work = rendered.work
    folder = work / "live"
    folder.mkdir()
    run(["node", str(work / "prepare.js"), str(folder)], rendered.root)
    processes = []
    start = lambda *command: processes.append(
        subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=(work / "live.log").open("a"), text=True)
    )
    try:
        start("node", str(work / "server.js"), str(folder / "config.json"))
        server = f"http://127.0.0.1:{json.loads(processes[-1].stdout.readline())['port']}"
        start("node", str(work / "control.js"), str(folder), server)
        control = processes[-1]
        control.stdout.readline()
        port = free_port()
        url = f"http://127.0.0.1:{port}/api/v1"
        start("prometheus", "--config.file=prometheus.local.yaml", "--storage.tsdb.path=data", f"--web.listen-address=127.0.0.1:{port}")
        query = lambda expr: get(f"{url}/query?query={urllib.parse.quote(expr)}")["data"]["result"]
        targets = wait("targets", 60, lambda: [t for t in get(f"{url}/targets")["data"]["activeTargets"] if t["health"] == "up"][1:] and
                       get(f"{url}/targets")["data"]["activeTargets"])
        assert sorted(target["labels"]["component"] for target in targets) == ["control", "serve"], targets
        wait("the server", 30, lambda: query('aifactory_model_ready == 1'))
        for _ in range(20):
            predict(server)
            time.sleep(0.1)
        alerts = lambda: get(f"{url}/alerts")["data"]["alerts"]
        drift = lambda: [a for a in alerts() if a["state"] == "firing" and a["labels"]["alertname"] == "AIFactoryDrift"]
        # One check has found drift; the rule waits for two.
        wait("the monitor", 30, lambda: query("aifactory_monitor_rule_failures == 1"))
        time.sleep(3)
        assert not drift(), alerts()
        control.send_signal(signal.SIGUSR1)
        firing = wait("an alert", 60, drift)
        assert firing[0]["labels"]["monitor"] == "delay-drift" and firing[0]["labels"]["factory"] == "flight-delays", firing
        wait("recorded ratios", 60, lambda: query('aifactory:late:ratio_rate5m{endpoint="delay-api"} >= 0'))
        # Every panel asks what Prometheus understands, and nearly all are answered by what is scraped.
        panels = json.loads((folder / "grafana/dashboard.json").read_text())["panels"]
        queries = [(panel["title"], target["expr"]) for panel in panels for target in panel.get("targets", [])]
        empty = {title for title, expr in queries if not query(expr)}
        assert empty <= {"Errors, of which 0.5% may be", "Answers after 100 ms, of which 1% may be", "Metrics on outcomes"}, empty
        return f"{len(queries)} queries of panels, {len(firing)} alerts"
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(10)
