"""Runs every check_* function of the modules beside this file against one server, and counts."""

import importlib
import pathlib
import sys
import traceback

from endpoint import Endpoint


def main() -> int:
    passed, failed = 0, 0
    with Endpoint(sys.argv[1]) as endpoint:
        for path in sorted(pathlib.Path(__file__).parent.glob("check_*.py")):
            module = importlib.import_module(path.stem)
            for name in sorted(n for n in vars(module) if n.startswith("check_")):
                try:
                    getattr(module, name)(endpoint)
                    passed += 1
                    print(f"ok    {path.stem}.{name}", flush=True)
                except Exception:
                    failed += 1
                    print(f"FAIL  {path.stem}.{name}\n{traceback.format_exc()}", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
