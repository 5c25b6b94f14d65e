"""The mutators and the ceiling, small enough for `make test`; programs are those of BULLA_PROGRAMS, or of a debug build.

BULLA_EXHAUSTIVE=1 tries the ceiling on every file instead of one of each kind in each folder.
"""
import argparse
import os
import tempfile
import unittest

import bundles
import maker
import ceiling
import mutants

PROGRAMS = os.environ.get("BULLA_PROGRAMS", os.path.join(maker.ROOT, ".build/debug"))
EXHAUSTIVE = bool(os.environ.get("BULLA_EXHAUSTIVE"))
BUILT = all(os.path.exists(os.path.join(PROGRAMS, name)) for name in ("bulla", "bulla-verify", "bulla-mutants"))


@unittest.skipUnless(BUILT, "no programs in %s: build first, or set BULLA_PROGRAMS" % PROGRAMS)
class MutantTests(unittest.TestCase):
    def options(self, count):
        return argparse.Namespace(seed=20260301, count=count, first=0, programs=PROGRAMS, keep=None, corpus=None)

    def test_both_readers_say_the_same_of_signed_mutants(self):
        with tempfile.TemporaryDirectory() as scratch:
            self.assertEqual(mutants.both(self.options(3_000 if EXHAUSTIVE else 60), scratch), 0)

    def test_no_mutant_of_any_file_ends_hangs_or_fills_the_program(self):
        with tempfile.TemporaryDirectory() as scratch:
            self.assertEqual(mutants.files(self.options(10_000 if EXHAUSTIVE else 500), scratch), 0)

    def test_files_up_to_a_mebibyte_are_judged_within_the_ceiling(self):
        self.assertEqual(ceiling.sweep(PROGRAMS, ceiling.OWN, say=lambda words: None, is_few=not EXHAUSTIVE), [])

    @unittest.skipUnless(os.path.isdir(ceiling.CASES[0]), "skipped: the folder ../shared/cases is not there")
    def test_the_cases_beside_the_project_are_judged_within_the_ceiling(self):
        self.assertEqual(ceiling.sweep(PROGRAMS, ceiling.CASES, say=lambda words: None, is_few=not EXHAUSTIVE, has_bombs=False), [])


class GeneratorTests(unittest.TestCase):
    def test_a_mutant_follows_from_seed_and_number(self):
        self.assertEqual(bundles.bundle(3, 5)[0], bundles.bundle(3, 5)[0])
        self.assertNotEqual(bundles.bundle(3, 5)[0], bundles.bundle(3, 6)[0])


if __name__ == "__main__":
    unittest.main()
