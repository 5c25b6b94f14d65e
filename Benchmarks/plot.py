#!/usr/bin/env python3
"""Draw what a sample costs beside reading everything, for bundles from small to large, as an SVG.

    plot.py FIGURES.tsv Docs/sample-cost.svg

A line of the table is a bundle: steps bytes_sample bytes_all bytes_index seconds_sample seconds_all, separated by
tabs or spaces. Lines that begin with # are left out. `bytes_index` is the part of `bytes_sample` that grows with the
file: the Index of the xz container. Both axes of both panels are logarithmic, so that a straight line upwards at the
slope of the decades is what grows in proportion. Needs Python 3.8 and nothing else; the same table gives the same
bytes. It ends with 0, or with 2 and one line when the table is wrong.
"""

import math
import sys
from xml.sax.saxutils import escape

COLUMNS = ("steps", "bytes_sample", "bytes_all", "bytes_index", "seconds_sample", "seconds_all")
WIDTH, HEIGHT = 1000, 430
TOP, BOTTOM = 64, 370
# Left and right edge of each panel; what stands right of it are the names of its curves.
PANELS = ((70, 370), (570, 870))
# Between the frame and the outermost decades, so that labels there have room.
INSET = 26
SIZE = 12

# Colours that people who see fewer colours tell apart (Okabe and Ito), a little darker on white; the shapes of the
# points say the same once more.
STYLE = """
  text { font: 12px system-ui, sans-serif; fill: #333 }
  .head { font-size: 15px; font-weight: 600 }
  .frame { fill: none; stroke: #777 }
  .grid { stroke: #777; stroke-opacity: .25 }
  .all { stroke: #b34700; fill: #b34700 }
  .sample { stroke: #0068a8; fill: #0068a8 }
  .index { stroke: #00785a; fill: #00785a }
  .curve { fill: none; stroke-width: 2 }
  text.all, text.sample, text.index { stroke: none }
  polyline.index { stroke-dasharray: 6 4 }
  @media (prefers-color-scheme: dark) {
    text { fill: #ddd }
    .all { stroke: #f0894a; fill: #f0894a }
    .sample { stroke: #56b4e9; fill: #56b4e9 }
    .index { stroke: #2fc79a; fill: #2fc79a }
    .curve { fill: none }
  }
"""


class Wrong(Exception):
    """The table cannot be drawn."""


def rows(text):
    """The rows of a table, sorted by steps: a dictionary for each, all values above zero."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if len(words) != len(COLUMNS):
            raise Wrong(f"line {number}: got {len(words)} columns, want {len(COLUMNS)}")
        try:
            values = [float(word) for word in words]
        except ValueError:
            raise Wrong(f"line {number}: want numbers: {' '.join(COLUMNS)}") from None
        if not all(0 < value < math.inf for value in values):
            raise Wrong(f"line {number}: want values above 0")
        row = dict(zip(COLUMNS, values))
        if row["bytes_index"] > row["bytes_sample"]:
            raise Wrong(f"line {number}: bytes_index is above bytes_sample, which it is a part of")
        found.append(row)
    if len(found) < 2:
        raise Wrong(f"got {len(found)} bundles, want 2 or more")
    found.sort(key=lambda row: row["steps"])
    if any(one["steps"] == next_["steps"] for one, next_ in zip(found, found[1:])):
        raise Wrong("two lines have the same number of steps")
    return found


def short(value):
    """Three digits, without zeros that say nothing."""
    digits = max(0, 2 - math.floor(math.log10(value)))
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def scaled(value, units):
    """A value with the largest unit that leaves 1 or more of it."""
    for size, unit in units:
        # What would be rounded to 1000 of this unit is 1 of the next.
        if value >= size * 0.9995 or (size, unit) == units[-1]:
            return f"{short(value / size)} {unit}".strip()


def count(value):
    return scaled(value, ((1e9, "G"), (1e6, "M"), (1e3, "k"), (1, "")))


def size(value):
    return scaled(value, ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1, "B")))


def duration(value):
    return scaled(value, ((1, "s"), (1e-3, "ms")))


class Axis:
    """Logarithmic, from a decade to a decade, onto pixels."""

    def __init__(self, values, start, end):
        self.low = math.floor(math.log10(min(values)) + 1e-9)
        self.high = max(self.low + 1, math.ceil(math.log10(max(values)) - 1e-9))
        self.start, self.end = start, end

    def at(self, value):
        part = (math.log10(value) - self.low) / (self.high - self.low)
        return self.start + part * (self.end - self.start)

    def decades(self):
        return [10.0 ** power for power in range(self.low, self.high + 1)]


class Panel:
    """One frame with its curves, and the places that labels have taken."""

    def __init__(self, edges, steps, values):
        self.left, self.right = edges
        self.x = Axis(steps, self.left + INSET, self.right - INSET)
        self.y = Axis(values, BOTTOM - INSET, TOP + INSET)
        self.steps, self.parts, self.taken = steps, [], []

    def text(self, x, y, words, kind="", anchor="start", extra=""):
        name = f' class="{kind}"' if kind else ""
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}"{name} text-anchor="{anchor}"{extra}>{escape(words)}</text>')

    def frame(self, title, unit, label):
        self.text(self.left, 40, title, "head")
        middle = (TOP + BOTTOM) / 2
        self.text(0, 0, unit, anchor="middle", extra=f' transform="translate({self.left - 54:.1f} {middle:.1f}) rotate(-90)"')
        self.text((self.left + self.right) / 2, BOTTOM + 40, "steps in the bundle (logarithmic)", anchor="middle")
        for value in self.x.decades():
            at = self.x.at(value)
            self.parts.append(f'<line class="grid" x1="{at:.1f}" y1="{TOP}" x2="{at:.1f}" y2="{BOTTOM}"/>')
            self.text(at, BOTTOM + 18, count(value), anchor="middle")
        for value in self.y.decades():
            at = self.y.at(value)
            self.parts.append(f'<line class="grid" x1="{self.left}" y1="{at:.1f}" x2="{self.right}" y2="{at:.1f}"/>')
            self.text(self.left - 6, at + 4, label(value), anchor="end")
        self.parts.append(f'<rect class="frame" x="{self.left}" y="{TOP}" width="{self.right - self.left}" '
                          f'height="{BOTTOM - TOP}"/>')

    def curve(self, values, kind):
        points = [(self.x.at(step), self.y.at(value)) for step, value in zip(self.steps, values)]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(f'<polyline class="curve {kind}" points="{line}"/>')
        for x, y in points:
            self.parts.append(point(x, y, kind))
            self.taken.append((x - 5, y - 5, x + 5, y + 5))
        for (x, y), (toward, up) in zip(points, points[1:]):
            for part in range(1, 30):
                at, height = x + (toward - x) * part / 30, y + (up - y) * part / 30
                self.taken.append((at - 1, height - 1, at + 1, height + 1))

    def labels(self, values, kind, label):
        """Writes its value at each point, above it or below, straight or aside; where nothing is free, not at all."""
        for step, value in zip(self.steps, values):
            x, y, words = self.x.at(step), self.y.at(value), label(value)
            half = 3.4 * len(words)
            for aside, base in ((0, y - 9), (0, y + 18), (-12, y - 10), (12, y + 19), (-24, y - 10), (24, y + 19)):
                middle = min(max(x + aside, self.left + half + 3), self.right - half - 3)
                box = (middle - half, base - 10, middle + half, base + 2)
                if TOP < box[1] and box[3] < BOTTOM and not any(overlap(box, other) for other in self.taken):
                    self.taken.append(box)
                    self.text(middle, base, words, kind, "middle")
                    break

    def names(self, curves):
        """The curves' names right of their ends, kept apart."""
        low = -math.inf
        for name, values, kind in sorted(curves, key=lambda curve: -curve[1][-1]):
            low = max(self.y.at(values[-1]) + 4, low + SIZE + 3)
            self.text(self.right + 12, low, name, kind)


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def point(x, y, kind):
    if kind == "all":
        return f'<rect class="{kind}" x="{x - 3.5:.1f}" y="{y - 3.5:.1f}" width="7" height="7"/>'
    if kind == "sample":
        return f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
    return f'<path class="{kind}" d="M{x:.1f} {y - 4.5:.1f}l4.5 4.5l-4.5 4.5l-4.5 -4.5z"/>'


def panel(table, edges, title, unit, label, curves):
    """One panel: curves are (name, column, kind)."""
    drawn = [(name, [row[column] for row in table], kind) for name, column, kind in curves]
    steps = [row["steps"] for row in table]
    result = Panel(edges, steps, [value for _, values, _ in drawn for value in values])
    result.frame(title, unit, label)
    for _, values, kind in drawn:
        result.curve(values, kind)
    for _, values, kind in drawn:
        result.labels(values, kind, label)
    result.names(drawn)
    return result.parts


def described(table):
    """The figures in words, for whom the picture is read aloud."""
    lines = [f"{count(row['steps'])} steps: a sample reads {size(row['bytes_sample'])}, of these "
             f"{size(row['bytes_index'])} of the xz Index, in {duration(row['seconds_sample'])}; everything is "
             f"{size(row['bytes_all'])} in {duration(row['seconds_all'])}." for row in table]
    return "\n".join(lines)


def drawing(table):
    """The whole SVG as text."""
    everything, sample = ("--scope all", "all"), ("--scope sample", "sample")
    parts = panel(table, PANELS[0], "Bytes read", "bytes (logarithmic)", size, (
        (everything[0], "bytes_all", everything[1]), (sample[0], "bytes_sample", sample[1]),
        ("thereof xz Index", "bytes_index", "index")))
    parts += panel(table, PANELS[1], "Time", "seconds (logarithmic)", duration, (
        (everything[0], "seconds_all", everything[1]), (sample[0], "seconds_sample", sample[1])))
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        'role="img" aria-labelledby="title desc">',
        '<title id="title">What verifying a sample costs beside verifying everything</title>',
        f'<desc id="desc">{escape(described(table))}</desc>',
        f"<style>{STYLE}</style>", *parts, "</svg>", ""])


def main(arguments):
    if len(arguments) != 2:
        print("usage: plot.py FIGURES.tsv OUT.svg", file=sys.stderr)
        return 2
    source, target = arguments
    try:
        with open(source, encoding="utf-8") as file:
            text = drawing(rows(file.read()))
        with open(target, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except (Wrong, OSError, UnicodeDecodeError) as error:
        print(f"plot.py: {source}: {error}" if not isinstance(error, OSError) else f"plot.py: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
