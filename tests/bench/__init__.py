"""Benchmarks: `python build.py bench`. They report and never assert; no test depends on a clock."""
