"""
Runs the vendor's SDK and ours in turn, in Chromium, against one local edge, and prints medians.

    python build.py bench [--json FILE] [--pairs N]

Each figure is ours / theirs of one run on one machine; only the ratios mean anything elsewhere.
"""

import argparse
import contextlib
import gzip
import json
import shutil
import statistics
import sys
import tempfile
import time
from multiprocessing.managers import BaseManager
from pathlib import Path

import brotli
from playwright.sync_api import sync_playwright

from alloy_web.buildtools import control
from alloy_web.devserver.server import Server
from tests.bench import bare, large, pages, server, steady
from tests.browser.engines import CHROMIUM_FLAGS, find_engines

EDGE = "edge.example.test"
SIDES = ("vendor", "ours")
# 9 Mbit/s, 60 ms round trip, a processor four times slower: a phone on a fair connection.
THROTTLED = {"downloadThroughput": 9e6 / 8, "uploadThroughput": 9e6 / 8, "latency": 60}
CPU_SLOWDOWN = 4
SETTLING_S = 0.7
METRICS = ("first_request", "personalised", "blocking")


def main(arguments):
    parser = argparse.ArgumentParser("build.py bench")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    parser.add_argument("--pairs", type=int, default=10, help="runs of each side (default: 10)")
    options = parser.parse_args(arguments)
    with started() as bench:
        calls = steady.calls_to_fetch(bench.browser, bench.urls, bench.edge, pages.SCENARIO)
        later = "call_to_fetch_later"
        figures = {
            "loading": loading(bench, options.pairs),
            "steady": _steady(bench, calls),
            "keeping": calls["keeping"][later] - calls["ours"][later],
        }
    figures["ratios"] = _ratios(figures)
    _print(figures)
    figures["server"] = server.main()
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    return 0


class _Served(Server):
    """The local edge, told from another process what to do."""

    def get_port(self):
        return self.port


class _Process(BaseManager):
    """A process for a server, so that none of them has to wait for Python's lock."""


_Process.register("Server", _Served)


class Bench:
    """The servers and the browser, and the address of each side's page."""

    def __init__(self, browser, site, edge, before):
        self.browser = browser
        self.edge = edge
        given = {
            "vendor": pages.vendor_page(EDGE),
            "ours": pages.our_page(EDGE),
            "keeping": pages.our_page(EDGE, keepUnsent=True),
        }
        if before:
            given["before"] = pages.our_page(EDGE, before, "/before/")
        self._site = site
        self.urls: dict = {}
        for side, page in given.items():
            self.add(side, page)

    def add(self, side, page):
        """One more side. Its page comes compressed, as servers send pages."""
        self.urls[side] = self._site.add_page(
            f"/bench/{side}", gzip.compress(page.encode("utf-8")),
            {**pages.ISOLATED, "Content-Encoding": "gzip"},
        )


@contextlib.contextmanager
def started(before=None):
    """A `Bench`; `before` is the folder of another build of ours (against.py)."""
    [engine] = find_engines("chromium")[0]
    with tempfile.TemporaryDirectory() as folder:
        _write_site(Path(folder), before)
        # The vendor's SDK speaks https only, and takes no port; the page is on plain loopback.
        with (
            _Process() as site_process,
            _Process() as edge_process,
            sync_playwright() as driver,
        ):
            site = site_process.Server(site_dirs=[folder], scenario="empty")
            edge = edge_process.Server(scenario="empty", tls_names=[EDGE])
            for server in (site, edge):
                server.start()
            edge.set_scenario(pages.SCENARIO)
            browser = driver.chromium.launch(
                executable_path=engine.path,
                args=[
                    *CHROMIUM_FLAGS,
                    "--ignore-certificate-errors",
                    f"--host-resolver-rules=MAP {EDGE}:443 127.0.0.1:{edge.get_port()}",
                    "--js-flags=--expose-gc",
                ],
            )
            yield Bench(browser, site, edge, before)
            browser.close()


def _write_site(folder, before):
    """All SDKs under names that a browser may keep for good, compressed alike."""
    for name, dist in (("dist", pages.DIST), ("before", before)):
        if dist:
            shutil.copytree(dist, folder / name, ignore=shutil.ignore_patterns("py*", "*.whl"))
    file = folder / pages.VENDOR_SCRIPT
    file.parent.mkdir()
    code = control.prepare().read_bytes()
    file.write_bytes(code)
    file.with_name(file.name + ".br").write_bytes(brotli.compress(code, quality=11))


def loading(bench, pairs, sides=SIDES):
    """{"cold.plain": {"vendor": {metric: [values]}, "ours": …}, …}"""
    figures = {}
    for speed in ("plain", "throttled"):
        for pair in range(pairs):
            # Who goes first changes, so that neither side profits from a warm machine.
            for side in sides if pair % 2 else reversed(sides):
                for cache, measured in _visit_twice(bench, side, speed):
                    kept = figures.setdefault(f"{cache}.{speed}", {}).setdefault(side, {})
                    for metric, value in measured.items():
                        kept.setdefault(metric, []).append(value)
            print(f"\r{speed}: {pair + 1} of {pairs} pairs", end="", file=sys.stderr)
        print(file=sys.stderr)
    return figures


def _visit_twice(bench, side, speed):
    """What a first visit measured and a second one, in a browser profile of their own."""
    measured = []
    context = None
    for cache in ("cold", "warm"):
        tab = bare.Tab(bench.browser, context)
        context = tab.context
        # A new window has work of its own, in processes beside the page's.
        tab.wait(SETTLING_S)
        measured.append((cache, _measure(tab, bench.urls[side], speed)))
        # A page that is left open, and slowed down at that, takes time from all that follow.
        tab.close(forget=cache == "warm")
    return measured


def _measure(tab, url, speed):
    tab.send("Network.enable")
    if speed == "throttled":
        tab.send("Network.emulateNetworkConditions", {"offline": False, **THROTTLED})
        tab.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})
    tab.send("Page.navigate", {"url": url})
    tab.wait_for("window.bench && bench.personalised !== null")
    # What blocks the main thread after the content is there counts too.
    tab.wait(0.3)
    told = tab.evaluate(f"""({{
      personalised: bench.personalised, blocking: bench.blocking,
      first_request: Math.min(...performance.getEntriesByType("resource")
        .filter((entry) => entry.name.includes("{EDGE}")).map((entry) => entry.startTime)),
    }})""")
    finished = tab.events.get("Network.loadingFinished", ())
    told["bytes"] = sum(event["encodedDataLength"] for event in finished)
    return told


def _steady(bench, calls):
    """{"vendor": {"call_to_fetch_first": ms, "large.text_of_1_mb": ms, …}, "ours": …}"""
    urls = {side: bench.urls[side] for side in SIDES}
    changes = steady.dom_actions(bench.browser, urls, bench.edge, pages.SCENARIO)
    return {
        side: {
            **calls[side],
            **changes[side],
            **steady.heap(bench.browser, url, bench.edge, pages.SCENARIO),
            **large.measure(bench.browser, url),
        }
        for side, url in urls.items()
    }


def _ratios(figures):
    ratios = {}
    for setting, sides in figures["loading"].items():
        for metric in METRICS:
            ratios[f"{setting}.{metric}"] = _ratio(
                statistics.median(sides["ours"][metric]), statistics.median(sides["vendor"][metric])
            )
    cold = figures["loading"]["cold.plain"]
    ratios["bytes"] = _ratio(
        statistics.median(cold["ours"]["bytes"]), statistics.median(cold["vendor"]["bytes"])
    )
    for metric in figures["steady"]["ours"]:
        if metric == "heap_growth_10000":
            continue
        ratios[metric] = _ratio(*(figures["steady"][side][metric] for side in ("ours", "vendor")))
    return ratios


def _ratio(ours, theirs):
    return round(ours / theirs, 3) if theirs else None


def _print(figures):
    print(f"{'':32}{'vendor':>20}{'ours':>20}{'ratio':>8}")
    for setting, sides in figures["loading"].items():
        for metric in (*METRICS, "bytes"):
            ratio = figures["ratios"].get(f"{setting}.{metric}")
            row = "".join(f"{_spread(sides[side][metric]):>20}" for side in SIDES)
            print(f"{setting + ' ' + metric:32}{row}{ratio if ratio is not None else '':>8}")
    for metric in figures["steady"]["ours"]:
        row = "".join(f"{figures['steady'][side][metric]:>20,.3f}" for side in SIDES)
        print(f"{metric:32}{row}{figures['ratios'].get(metric, ''):>8}")
    print(f"{'call_to_fetch, more if kept':32}{'':>20}{figures['keeping']:>20,.3f}")


def _spread(values):
    return f"{statistics.median(values):,.0f} ({min(values):,.0f}-{max(values):,.0f})"


if __name__ == "__main__":
    begun_s = time.monotonic()
    status = main(sys.argv[1:])
    print(f"{time.monotonic() - begun_s:.0f} s", file=sys.stderr)
    sys.exit(status)
