"""Counters to deltas to rates, without the classic lies.

A counter that decreases is a question, not a wrap. Where it cannot be answered there is a `Gap` with its reason, never
a number and never 0.
"""

from ._native import Delta, DiscontinuityCause, Gap, Rate, Sample, delta, rate

__all__ = ["Delta", "DiscontinuityCause", "Gap", "Rate", "Sample", "delta", "rate"]
