"""Writes digits.csv from the copy of the data set that scikit-learn carries.

    python3 -m venv .venv && .venv/bin/pip install scikit-learn==1.9.1
    .venv/bin/python fetch.py digits.csv

Each line holds the 64 pixels of one 8x8 image, row by row, 0 (white) to 16 (black), and its digit.
"""

import sys

from sklearn.datasets import load_digits

digits = load_digits()
with open(sys.argv[1], "w", newline="\n") as file:
    for pixels, label in zip(digits.data.astype(int), digits.target):
        file.write(",".join(map(str, [*pixels, label])) + "\n")
