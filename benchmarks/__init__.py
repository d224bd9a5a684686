"""Measurements of Commondesk, each as a ratio to a reference of the same run: `python -m benchmarks`."""
