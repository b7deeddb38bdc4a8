#!/usr/bin/python3
"""Runs the tests of the sandbox's page in Chromium. Arguments name tests, as for `python3 -m unittest`.

LIVETEX_BRIDGE_TEST_PROGRAMS is the directory of the programs. With LIVETEX_BRIDGE_WRITE_PAGES=1 the pictures of the
documentation are renewed.
"""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.dont_write_bytecode = True

if __name__ == "__main__":
    loader = unittest.defaultTestLoader
    names = sys.argv[1:]
    suite = loader.loadTestsFromNames(names) if names else loader.discover(str(Path(__file__).parent))
    result = unittest.TextTestRunner(verbosity=1).run(suite)
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    print(f"browser: {result.testsRun - failed - len(result.skipped)} passed, {failed} failed, {len(result.skipped)} skipped")
    sys.exit(failed > 0 or result.testsRun == 0)
