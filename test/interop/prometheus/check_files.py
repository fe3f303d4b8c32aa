"""Every file by the parser of its own tool."""

import json
import re

from rendered import run


def check_promtool_takes_the_rules(rendered):
    for folder in rendered.all():
        assert "SUCCESS" in run(["promtool", "check", "rules", "rules.yaml"], folder)


def check_unit_tests_pass(rendered):
    for folder in [rendered.example, rendered.hostile]:
        assert "SUCCESS" in run(["promtool", "test", "rules", "rules.test.yaml"], folder)


def check_a_rule_that_is_spoiled_fails_its_test(rendered):
    rules = (rendered.example / "rules.yaml").read_text()
    spoiled = rendered.work / "spoiled"
    spoiled.mkdir(exist_ok=True)
    assert ">= 2" in rules
    (spoiled / "rules.yaml").write_text(rules.replace(">= 2", ">= 3"))
    (spoiled / "rules.test.yaml").write_text((rendered.example / "rules.test.yaml").read_text())
    try:
        run(["promtool", "test", "rules", "rules.test.yaml"], spoiled)
    except AssertionError as error:
        assert "AIFactoryDrift" in str(error)
    else:
        raise AssertionError("the tests see no difference")


def check_configurations(rendered):
    for folder in rendered.all():
        run(["promtool", "check", "config", "--syntax-only", "prometheus.local.yaml"], folder)
        run(["amtool", "check-config", "alertmanager.yaml"], folder)
        # Debian's Prometheus is built without discovery in clusters, so that only the rest of that file is checked here.
        text = (folder / "prometheus.kubernetes.yaml").read_text()
        known = re.sub(r"kubernetes_sd_configs:\n(?: {6}.*\n)+", "static_configs:\n      - targets: [a]\n", text)
        assert known != text
        (folder / "static.yaml").write_text(known)
        run(["promtool", "check", "config", "--syntax-only", "static.yaml"], folder)
        (folder / "static.yaml").unlink()


def check_routes(rendered):
    """Who hears of what, by Alertmanager's own router."""
    route = ["amtool", "config", "routes", "test", "--config.file=alertmanager.yaml"]
    assert "slack" in run([*route, "factory=flight-delays", "event=drift"], rendered.example)
    assert run([*route, "factory=flight-delays", "event=promoted"], rendered.example).strip() == "nobody"
    assert run([*route, "factory=another", "event=drift"], rendered.example).strip() == "nobody"


def check_grafanas_types_take_the_dashboards(rendered):
    """Grafana publishes its schema as types."""
    lines = ["import type { Dashboard } from '@grafana/schema'"]
    for at, folder in enumerate(rendered.all()):
        dashboard = json.loads((folder / "grafana/dashboard.json").read_text())
        lines.append(f"export const d{at}: Dashboard = {json.dumps(dashboard)}")
    good = rendered.tools / "dashboards.ts"
    good.write_text("\n".join(lines))
    tsc = [str(rendered.root / "node_modules/.bin/tsc"), "--noEmit", "--strict", "--skipLibCheck", "--module", "esnext"]
    tsc += ["--moduleResolution", "bundler", "--types", ""]
    run([*tsc, str(good)], rendered.tools)
    good.write_text("\n".join(lines).replace('"schemaVersion": 39', '"schemaVersion": "39"'))
    try:
        run([*tsc, str(good)], rendered.tools)
    except AssertionError:
        pass
    else:
        raise AssertionError("a text for a number was taken")
