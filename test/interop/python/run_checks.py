"""Runs the checks of a suite and counts."""

import importlib
import pathlib
import time
import traceback


def run_checks(folder: pathlib.Path, *given) -> int:
    """Calls every check_* function of the check_*.py modules in a folder with what is given. Ends with "N passed, N failed"; 1 if any failed."""
    passed, failed = 0, 0
    for path in sorted(folder.glob("check_*.py")):
        module = importlib.import_module(path.stem)
        for name in sorted(n for n in vars(module) if n.startswith("check_")):
            start = time.perf_counter()
            try:
                note = getattr(module, name)(*given)
                passed += 1
                print(f"ok    {path.stem}.{name} ({time.perf_counter() - start:.1f} s){f': {note}' if note else ''}", flush=True)
            except Exception:
                failed += 1
                print(f"FAIL  {path.stem}.{name}\n{traceback.format_exc()}", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0
