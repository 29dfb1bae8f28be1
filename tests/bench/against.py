"""
Another build beside this one and the vendor's script, all in turn: what a change has brought.

    cp -r static/dist /tmp/before
    … change something, python build.py dist …
    python -m tests.bench.against /tmp/before [--rows calls dom large loading] [--pages N]

Medians in milliseconds, and what ours is of both.
"""

import argparse
import statistics
import sys
from pathlib import Path

from tests.bench import large, pages, run, steady

SIDES = ("vendor", "before", "ours")


def calls(bench, urls):
    found = steady.calls_to_fetch(bench.browser, urls, bench.edge, pages.SCENARIO)
    return {row: {side: found[side][row] for side in SIDES} for row in found["ours"]}


def dom(bench, urls):
    found = steady.dom_actions(bench.browser, urls, bench.edge, pages.SCENARIO)
    return {row: {side: found[side][row] for side in SIDES} for row in found["ours"]}


def large_values(bench, urls):
    bench.edge.set_scenario(pages.SCENARIO)
    rows: dict = {}
    for _ in range(steady.PAGES // 3 + 1):
        for side, url in urls.items():
            for row, figure in large.measure(bench.browser, url).items():
                rows.setdefault(row, {}).setdefault(side, []).append(figure)
    return {
        row: {side: statistics.median(found[side]) for side in SIDES} for row, found in rows.items()
    }


def loading(bench, urls):
    bench.edge.set_scenario(pages.SCENARIO)
    found = run.loading(bench, steady.PAGES, SIDES)
    return {
        f"{setting} {metric}": {side: statistics.median(of[side][metric]) for side in SIDES}
        for setting, of in found.items() for metric in run.METRICS
    }


ROWS = {"calls": calls, "dom": dom, "large": large_values, "loading": loading}


def main(arguments):
    parser = argparse.ArgumentParser("python -m tests.bench.against")
    parser.add_argument("before", type=Path, help="static/dist of the other build")
    parser.add_argument("--rows", nargs="+", choices=list(ROWS), default=list(ROWS))
    parser.add_argument("--pages", type=int, default=steady.PAGES, help="of each side")
    options = parser.parse_args(arguments)
    steady.PAGES = options.pages
    print(f"{'':32}" + "".join(f"{name:>10}" for name in (*SIDES, "/ vendor", "/ before")))
    with run.started(options.before) as bench:
        urls = {side: bench.urls[side] for side in SIDES}
        for rows in options.rows:
            for row, found in ROWS[rows](bench, urls).items():
                figures = "".join(f"{found[side]:>10.3f}" for side in SIDES)
                ratios = [
                    f"{found['ours'] / found[side]:.3f}" if found[side] else "" for side in SIDES
                ]
                print(f"{row:32}{figures}{ratios[0]:>10}{ratios[1]:>10}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
