"""Runs every check_* function of the modules beside this file and counts."""

import importlib
import pathlib
import sys
import time
import traceback
import warnings

from driver import Driver


def main() -> int:
    warnings.simplefilter("ignore")  # scikit-learn's about rows of one class, which are tried on purpose
    driver = Driver(sys.argv[1])
    passed, failed = 0, 0
    for path in sorted(pathlib.Path(__file__).parent.glob("check_*.py")):
        module = importlib.import_module(path.stem)
        for name in sorted(n for n in vars(module) if n.startswith("check_")):
            start = time.perf_counter()
            try:
                note = getattr(module, name)(driver)
                passed += 1
                print(f"ok    {path.stem}.{name} ({time.perf_counter() - start:.1f} s){f': {note}' if note else ''}", flush=True)
            except Exception:
                failed += 1
                print(f"FAIL  {path.stem}.{name}\n{traceback.format_exc()}", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
