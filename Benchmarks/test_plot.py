"""plot.py: figures that were made up, and what it must not draw. python3 -m unittest test_plot"""

import contextlib
import io
import pathlib
import re
import tempfile
import unittest
import xml.etree.ElementTree

import plot

TABLE = """# steps bytes_sample bytes_all bytes_index seconds_sample seconds_all
10000\t1200000\t45000000\t4000\t0.03\t0.2
1000000\t22800000\t4552000000\t380000\t1.43\t41
100000\t4200000\t452000000\t39000\t0.2\t4.1
"""
SVG = "{http://www.w3.org/2000/svg}"


class PlotTest(unittest.TestCase):
    def assert_wrong(self, table, words):
        with self.assertRaises(plot.Wrong) as caught:
            plot.rows(table)
        self.assertIn(words, str(caught.exception))

    def test_draws_every_figure(self):
        tree = xml.etree.ElementTree.fromstring(plot.drawing(plot.rows(TABLE)))
        self.assertEqual(len(tree.findall(SVG + "polyline")), 5)
        texts = [text.text for text in tree.findall(SVG + "text")]
        for wanted in ("4.55 GB", "22.8 MB", "380 kB", "1.43 s", "30 ms", "thereof xz Index", "Bytes read", "Time"):
            self.assertIn(wanted, texts)
        self.assertIn("1 M steps: a sample reads 22.8 MB, of these 380 kB of the xz Index, in 1.43 s", tree.find(SVG + "desc").text)

    def test_slope_of_what_grows_in_proportion_is_that_of_the_decades(self):
        axis = plot.Axis([2e3, 1e6], 0, 300)
        self.assertEqual([axis.at(value) for value in (1e3, 1e4, 1e6)], [0, 100, 300])
        self.assertEqual(axis.decades(), [1e3, 1e4, 1e5, 1e6])

    def test_stays_inside_the_picture_and_asks_for_nothing(self):
        text = plot.drawing(plot.rows(TABLE))
        for x, y in re.findall(r"([\d.]+),([\d.]+)", " ".join(re.findall(r'points="([^"]*)"', text))):
            self.assertTrue(0 <= float(x) <= plot.WIDTH and plot.TOP <= float(y) <= plot.BOTTOM)
        self.assertNotRegex(text.replace("http://www.w3.org/2000/svg", ""), r"https?:|url\(|<script|@import")

    def test_same_table_in_any_order_gives_the_same_bytes(self):
        shuffled = "\n".join(reversed(TABLE.splitlines()))
        self.assertEqual(plot.drawing(plot.rows(TABLE)), plot.drawing(plot.rows(shuffled)))

    def test_refuses_what_cannot_be_drawn(self):
        good = "10 2 3 1 1 1\n"
        self.assertEqual(len(plot.rows(good + "20 2 3 1 1 1\n")), 2)
        self.assert_wrong(good, "got 1 bundles, want 2 or more")
        self.assert_wrong(good + good, "same number of steps")
        self.assert_wrong(good + "20 2 3 1 1\n", "line 2: got 5 columns")
        self.assert_wrong(good + "20 2 3 1 1 x\n", "line 2: want numbers")
        self.assert_wrong(good + "20 1 3 2 1 1\n", "bytes_index is above")
        for bad in ("0", "-1", "inf", "nan"):
            self.assert_wrong(good + f"20 2 3 1 1 {bad}\n", "line 2: want values above 0")

    def test_labels_have_three_digits_and_a_unit(self):
        labels = [plot.size(value) for value in (1, 999, 999.9, 1000, 22849999, 4552e6)]
        self.assertEqual(labels, ["1 B", "999 B", "1 kB", "1 kB", "22.8 MB", "4.55 GB"])
        self.assertEqual([plot.duration(value) for value in (0.0301, 0.99999, 41, 1234)], ["30.1 ms", "1 s", "41 s", "1234 s"])

    def test_command(self):
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stderr(io.StringIO()) as said:
            source, target = pathlib.Path(folder, "a.tsv"), pathlib.Path(folder, "a.svg")
            source.write_text(TABLE)
            self.assertEqual(plot.main([str(source), str(target)]), 0)
            self.assertEqual(target.read_text(), plot.drawing(plot.rows(TABLE)))
            target.unlink()
            source.write_text("1 2\n")
            self.assertEqual(plot.main([str(source), str(target)]), 2)
            self.assertFalse(target.exists())
            self.assertEqual(plot.main([str(source)]), 2)
            self.assertIn("line 1: got 2 columns, want 6", said.getvalue())


if __name__ == "__main__":
    unittest.main()
