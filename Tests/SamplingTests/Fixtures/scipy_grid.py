"""Sample sizes and bounds by scipy, one case a line, for the tests of Sampling to compare with ours.

    size    N good_rate allowed confidence strata  n
    bound   N sampled failed confidence strata     good_at_least
    limit   n failed confidence strata             upper limit of the bad rate, in 10^-12 (Clopper and Pearson)
    left-out COUNT                                 cases that scipy's floating point cannot decide

Rates and confidences are in basis points. A case is left out where a probability on which it turns is within one part
in 10^9 of the risk: that is about what scipy's own error may be.
"""

import itertools

import numpy
from scipy.stats import beta, hypergeom

POPULATIONS = [20, 137, 1_000, 4_096, 10_000, 65_537, 1_000_000]
CONFIDENCES = [9_000, 9_500, 9_900, 9_990]
CLOSE = 1e-9


def risk(confidence, strata):
    return (10_000 - confidence) / (10_000 * strata)


def least(low, high, holds):
    """The least number above low where it holds, for arrays; false at low, true at high."""
    low, high = low.copy(), high.copy()
    while (high - low > 1).any():
        middle = (low + high) // 2
        true = holds(middle)
        high = numpy.where(true, middle, high)
        low = numpy.where(true, low, middle)
    return high


def decided(chances, risks):
    return numpy.all([abs(chance - risks) > CLOSE * risks for chance in chances], axis=0)


def sizes():
    rates = [9_000, 9_500, 9_800, 9_900, 9_990]
    cases = [
        (*case, case[0] * (10_000 - case[1]) // 10_000 + 1)
        for case in itertools.product(POPULATIONS, rates, [0, 1, 2, 3, 5], CONFIDENCES, [1, 4])
    ]
    cases = numpy.array([case for case in cases if case[2] < case[5]])
    population, _, allowed, confidence, strata, bad = cases.T
    risks = risk(confidence, strata)
    chance = lambda size: hypergeom.cdf(allowed, population, bad, size)
    size = least(allowed, population, lambda size: chance(size) <= risks)
    return cases[:, :5], size, decided([chance(size), chance(size - 1)], risks)


def bounds():
    cases = [
        (population, *case)
        for population in POPULATIONS
        for case in itertools.product(
            sorted({1, 5, 30, 100, 299, 773, population // 2, population - 1, population}),
            [0, 1, 2, 3, 7, 20],
            CONFIDENCES[:3],
            [1, 4],
        )
        if case[1] < case[0] <= population
    ]
    cases = numpy.array(cases)
    population, sampled, failed, confidence, strata = cases.T
    risks = risk(confidence, strata)
    most = population - sampled + failed

    def chance(bad):
        # Beyond `most` the sample could not have held so many good items.
        return numpy.where(bad > most, 0, hypergeom.cdf(failed, population, numpy.minimum(bad, most), sampled))

    bad = least(failed, most + 1, lambda bad: chance(bad) <= risks)
    return cases, population - bad + 1, decided([chance(bad), chance(bad - 1)], risks)


left_out = 0
for name, (cases, answers, sure) in (("size", sizes()), ("bound", bounds())):
    left_out += int((~sure).sum())
    for case, answer in zip(cases[sure], answers[sure]):
        print(name, *case, answer)
for sampled, failed, confidence, strata in itertools.product(
    [1, 10, 30, 100, 300, 773, 2_000], [0, 1, 2, 3, 5, 10, 20], CONFIDENCES, [1, 4]
):
    if failed < sampled:
        upper = beta.ppf(1 - risk(confidence, strata), failed + 1, sampled - failed)
        print("limit", sampled, failed, confidence, strata, round(upper * 10**12))
print("left-out", left_out)
