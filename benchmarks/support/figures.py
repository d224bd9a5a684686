"""Medians and percentiles, and how they are written."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median as median

__all__ = ["median", "ms", "percentile", "rate", "spread"]


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie; always one of them."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def rate(per_second: float) -> str:
    return f"{per_second:,.0f}/s"


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms" if seconds < 0.1 else f"{seconds * 1000:,.0f} ms"


def spread(values: Sequence[float]) -> str:
    """From the least to the most, to show how noisy the machine was."""
    return f"{min(values):,.0f} to {max(values):,.0f}"
