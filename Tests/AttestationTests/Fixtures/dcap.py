"""Asks dcap-qvl about a quote at one instant: prints the status and its advisories, or "refused" and why.

    dcap.py QUOTE COLLATERAL SECONDS
"""

import sys

import dcap_qvl

quote, collateral = (open(name, "rb").read() for name in sys.argv[1:3])
try:
    report = dcap_qvl.verify(
        quote, dcap_qvl.QuoteCollateralV3.from_json(collateral.decode()), int(sys.argv[3])
    )
    print(report.status, *sorted(report.advisory_ids))
except ValueError as error:
    print("refused", error)
