#!/usr/bin/python3
"""Runs the tests of the sandbox's page in Chromium.

Each class has a sandbox and a browser of its own, and three classes run at once. Arguments name tests, as for
`python3 -m unittest`; they run one after the other. LIVETEX_BRIDGE_TEST_PROGRAMS is the directory of the programs. With
LIVETEX_BRIDGE_WRITE_PAGES=1 the pictures of the documentation are renewed.
"""

import re
import subprocess
import sys
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER))
sys.dont_write_bytecode = True


def classes(suite):
    """The names of the classes in a suite, in order."""
    names = {}
    for test in suite:
        names.update(dict.fromkeys(classes(test)) if isinstance(test, unittest.TestSuite)
                     else {f"{type(test).__module__}.{type(test).__qualname__}": None})
    return list(names)


def run_class(name):
    done = subprocess.run([sys.executable, __file__, name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    found = re.search(r"(\d+) passed, (\d+) failed, (\d+) skipped\n$", done.stdout)
    counts = [int(count) for count in found.groups()] if found else [0, 1, 0]
    if done.returncode != 0:
        counts[1] = max(1, counts[1])
        # The driver's stack traces name nothing of this project.
        print(re.sub(r"(?m)^#\d+ .*\n", "", done.stdout), flush=True)
    return counts


def run_all():
    names = classes(unittest.defaultTestLoader.discover(str(FOLDER)))
    with ThreadPoolExecutor(3) as pool:
        return [sum(column) for column in zip(*pool.map(run_class, names))]


def run_named(names):
    result = unittest.TextTestRunner().run(unittest.defaultTestLoader.loadTestsFromNames(names))
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    return [result.testsRun - failed - len(result.skipped), failed, len(result.skipped)]


if __name__ == "__main__":
    passed, failed, skipped = run_named(sys.argv[1:]) if len(sys.argv) > 1 else run_all()
    print(f"browser: {passed} passed, {failed} failed, {skipped} skipped")
    sys.exit(failed > 0 or passed == 0)
