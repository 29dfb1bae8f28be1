"""
The verbs of `alloy-web`: what they take, what they print, and how they end.

It ends with 0 where all is well, 1 where something was found that is to be mended, 2 where the call
was wrong or could not be carried out. What was found goes to stdout, as text or with `--json` as
one object; why nothing could be done goes to stderr, or with `--json` to stdout as `{"error"}`.
"""

import argparse
import json
import math
import re
import sys

from alloy_web import __version__
from alloy_web.cli.outcome import FAILED, CannotDo

_ENDS = "ends with 0 where all is well, 1 where there is something to mend, 2 where it could not."
_ORIGIN = r"null|[a-z][a-z0-9+.-]*://[^/\s]+"
_NAME = r"[^/:\s]+|\[[0-9A-Fa-f:.]+\]"


def main(arguments=None):
    """Run one verb; the exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        options = _parser().parse_args(given)
    except _WrongCall as error:
        if "--json" not in given:
            argparse.ArgumentParser.error(error.parser, str(error))
        print(_as_json({"error": f"{error.parser.prog}: {error}"}))
        return FAILED
    try:
        return options.run(options)
    except CannotDo as error:
        if options.json:
            print(_as_json({"error": str(error)}))
        else:
            # One line, whatever a server has said.
            message = _printable(" ".join(str(error).split()))
            print(f"alloy-web {options.verb}: {message}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read, such as `head`, has enough.
        sys.stderr.close()
        return FAILED


class _WrongCall(Exception):
    def __init__(self, parser, message):
        super().__init__(message)
        self.parser = parser


class _Parser(argparse.ArgumentParser):
    def error(self, message):
        raise _WrongCall(self, message)


def _serve(options):
    from alloy_web.cli import serving

    return serving.run(
        folder=options.folder, is_reloading=not options.no_reload, **_of_server(options)
    )


def _edge(options):
    from alloy_web.cli import serving

    return serving.run(**_of_server(options))


def _of_server(options):
    return {
        "port": options.port, "scenario": options.scenario, "database": options.database,
        "allow_origins": options.allow_origin, "allow_hosts": options.allow_host,
        "as_json": _as_json if options.json else None,
    }


def _init(options):
    from alloy_web.cli import project

    return _tell(project.run(options.folder, options.kind), options)


def _bundle(options):
    from alloy_web.cli import bundling

    return _tell(bundling.run(
        options.folder, options.url, options.edge_domain, with_maps=not options.no_maps,
        with_wheel=options.with_wheel, is_first_flight=options.first_flight,
    ), options)


def _doctor(options):
    from alloy_web.cli import doctor

    return _tell(doctor.run(options.page, options.timeout), options)


def _migrate(options):
    from alloy_web.cli import migrating

    return _tell(migrating.run(options.source, options.timeout), options)


def _replay(options):
    from alloy_web.cli import replaying

    return _tell(replaying.run(options.har, options.scenario), options)


def _tell(outcome, options):
    print(_as_json(outcome.facts) if options.json else "\n".join(map(_printable, outcome.lines)))
    return outcome.status


def _as_json(facts):
    return json.dumps(facts, indent=1)


def _printable(line):
    # What a page says must not steer the terminal, nor fail one that lacks letters.
    shown = "".join(letter if letter.isprintable() else "\ufffd" for letter in line)
    encoding = sys.stdout.encoding or "utf-8"
    return shown.encode(encoding, "replace").decode(encoding)


def _parser():
    parser = _Parser(
        "alloy-web", description="Serve, test, look after and move a site's tracking.",
        epilog=f"Each verb takes --json and has a --help. It {_ENDS}",
    )
    parser.add_argument("--version", action="version", version=f"alloy-web {__version__}")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

    verb = _verb(verbs, "serve", _serve, "a site, the local edge and the inspector on a port",
                 "alloy-web serve site                 then open what it prints")
    verb.add_argument("folder", nargs="?", default=".", help="the site's folder (default: here)")
    verb.add_argument("--no-reload", action="store_true",
                      help="do not load pages again when files change")
    _server_options(verb)

    verb = _verb(verbs, "edge", _edge, "the local edge and the inspector alone",
                 'alloy-web edge --port 8001           configure with edgeDomain: "localhost:8001"')
    _server_options(verb)

    verb = _verb(verbs, "init", _init, "a project that runs, with tests that pass",
                 "alloy-web init shop --kind plain     then alloy-web serve shop/site")
    verb.add_argument("folder", help="a new or empty folder")
    verb.add_argument("--kind", choices=("plain", "pyscript", "starlette", "django", "flask"),
                      default="plain",
                      help="a plain site (the default), one with Python in the page, or one whose "
                           "pages a Python server makes")

    verb = _verb(verbs, "bundle", _bundle, "the files to upload, and the lines for page and server",
                 "alloy-web bundle public/dist --url https://static.shop.example/dist/")
    verb.add_argument("folder", help="where to write them; files of earlier builds stay")
    verb.add_argument("--url", default="/dist/", help="where they will be (default: /dist/)")
    verb.add_argument("--edge-domain", default="edge.adobedc.net", metavar="HOST",
                      help="your edgeDomain (default: edge.adobedc.net)")
    verb.add_argument("--first-flight", action="store_true",
                      help="the lines are for first_flight.js in place of base_code.js")
    verb.add_argument("--with-wheel", action="store_true",
                      help="also the wheel that PyScript pages install")
    verb.add_argument("--no-maps", action="store_true", help="leave out the source maps")

    verb = _verb(verbs, "doctor", _doctor, "what is wrong with the tracking of a page",
                 "alloy-web doctor https://shop.example/")
    verb.add_argument("page", metavar="URL|FILE", help="an address, or an HTML file")
    _timeout(verb)

    verb = _verb(verbs, "migrate", _migrate, "what to change to move from the vendor's alloy.js",
                 "alloy-web migrate https://shop.example/   or: alloy-web migrate analytics.js")
    verb.add_argument("source", metavar="FILE|URL",
                      help="a page, a script, or a file with the options alone")
    _timeout(verb)

    verb = _verb(verbs, "replay", _replay, "recorded requests once more, at the local edge",
                 "alloy-web replay visit.har           saved by a browser, or by the inspector")
    verb.add_argument("har", metavar="HAR", help="a HAR, or the inspector's JSON")
    verb.add_argument("--scenario", default="empty", metavar="NAME|FILE",
                      help="what the edge answers (default: empty)")
    return parser


def _verb(verbs, name, run, does, example):
    verb = verbs.add_parser(
        name, help=does, description=does[0].upper() + does[1:] + ".", epilog=f"For example: "
        f"{example}", formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verb.add_argument("--json", action="store_true", help="print one JSON object")
    verb.set_defaults(run=run)
    return verb


def _server_options(verb):
    verb.add_argument("--port", type=_port, default=8000, help="0 picks a free one (default: 8000)")
    verb.add_argument("--scenario", default="demo", metavar="NAME|FILE",
                      help="what the edge answers (default: demo)")
    verb.add_argument("--database", default=":memory:", metavar="FILE",
                      help="keep what comes in in this SQLite file")
    verb.add_argument("--allow-origin", action="append", default=[], metavar="ORIGIN",
                      type=_matching("an origin such as https://shop.example", _ORIGIN),
                      help="a page that may use the edge, besides this machine's; repeatable")
    verb.add_argument("--allow-host", action="append", default=[], metavar="NAME",
                      type=_matching("a name such as desk.local", _NAME),
                      help="a name of this machine under which /_edge/ answers; repeatable")


def _timeout(verb):
    verb.add_argument("--timeout", type=_seconds, default=20.0, metavar="SECONDS",
                      help="how long one file may take (default: 20)")


def _seconds(text):
    return _number(text, float, "seconds, more than 0", lambda value: 0 < value < math.inf)


def _port(text):
    return _number(text, int, "a number from 0 to 65535", lambda value: 0 <= value <= 65535)


def _number(text, kind, expected, is_right):
    try:
        value = kind(text)
    except ValueError:
        value = -1
    if not is_right(value):
        raise argparse.ArgumentTypeError(f"expected {expected}, got {text!r}")
    return value


def _matching(expected, pattern):
    def read(text):
        if not re.fullmatch(pattern, text):
            raise argparse.ArgumentTypeError(f"expected {expected}, got {text!r}")
        return text

    return read
