"""
The tables of options, as the features have them: what `configure` takes, and the commands with
their options and results. From here come `alloy.d.ts` (declarations.py), `docs/reference.md`
(reference.py) and what the page's snippet understands (flight.py).

A table with a mistake stops the build, with the name of the option and the file.
"""

import inspect
import sys
from pathlib import Path

from alloy_web.app.extras import EXTRAS
from alloy_web.app.features import COMPONENTS, REQUIRED, chosen, component_name
from alloy_web.app.instance import Instance
from alloy_web.buildtools.console import BuildError
from alloy_web.core import config
from alloy_web.core.command import Command
from alloy_web.core.options import EXPLAINED, NOTHING
from alloy_web.engine.commands import EXPLAIN, SET_DEBUG
from alloy_web.hosts.memory.host import MemoryHost
from alloy_web.validation import Option, Record

ROOT = Path(__file__).resolve().parents[2]
CORE = "alloy_web/core/config.py"


def configuration():
    """`{option: Option}` of `configure`: of all features that there are, in the order of names."""
    return joined([(CORE, config.OPTIONS), *_tables(chosen(None)[0])])


def of_the_second_file():
    """As `configuration`, of the features that few sites use."""
    return joined(_tables(EXTRAS))


def older():
    """`{option of earlier days: what to use today, as Markdown}`, in the order of names."""
    renamed = {old: f"`{new}`" for old, new in sorted(config.RENAMED.items())}
    return renamed | {
        name: option.outdated for name, option in configuration().items() if option.outdated
    }


def commands():
    """`{name: Command}`, the instance's own among them."""
    instance = Instance("alloy", MemoryHost(), "")
    instance.execute("configure", {"orgId": "a@AdobeOrg", "datastreamId": "d"}).result()
    tools = instance._tools
    assert tools
    found = dict(tools.registry.commands)
    options = configuration() | of_the_second_file()
    found["configure"] = Command(
        Record(options), None, returns=NOTHING, about="Once for each instance, before all others."
    )
    found["setDebug"] = Command(
        SET_DEBUG, None, returns=NOTHING, about="Write what happens to the console, in this tab."
    )
    found["explain"] = Command(
        EXPLAIN, None, returns=EXPLAINED,
        about="What became of each call and each event, and why. It answers at any time, and at "
              "once; `console.table((await alloy(\"explain\")).events)` shows it.",
    )
    for name, command in found.items():
        problems = [*problems_of(command.takes), *problems_of(command.returns)]
        if problems or not command.about:
            raise BuildError("\n  ".join([f"the command {name}:", *(problems or ["has no about"])]))
    return dict(sorted(found.items()))


def component_names(extras):
    """The names of the components that an instance can go without, with these `extras`."""
    optional = [each.namespace for each in COMPONENTS if each not in REQUIRED]
    return sorted(map(component_name, [*optional, *extras]))


def joined(tables):
    """One table of these `[(file, table)]`; raises BuildError for all that is wrong with them."""
    found, owners, problems = {}, {}, []
    for file, table in tables:
        for name, option in table.items():
            # Components of one file may share an option.
            if name in owners and (owners[name] != file or found[name] is not option):
                problems.append(f"{file}: the option {name} is there already, in {owners[name]}")
            owners[name] = file
            found[name] = option
            problems += [f"{file}: {text}" for text in _problems_of_option(name, option)]
    if problems:
        raise BuildError("\n  ".join(["the tables of options have mistakes:", *problems]))
    return dict(sorted(found.items()))


def problems_of(check, path=""):
    """What is wrong with a check and those in it, one text each."""
    if not all(callable(getattr(check, name, None)) for name in ("examine", "describe")):
        return [f"{path or 'options'}: {check!r} is no check (alloy_web/validation.py)"]
    problems = []
    if isinstance(check, Record):
        for name, option in check.fields.items():
            problems += _problems_of_option(f"{path}.{name}" if path else name, option)
    for inner in vars(check).values():
        if hasattr(inner, "examine"):
            problems += problems_of(inner, path)
    return problems


def _problems_of_option(path, option):
    if not isinstance(option, Option):
        return [f"{path}: {option!r} is no Option (alloy_web/validation.py)"]
    problems = problems_of(option.check, path)
    if not option.about:
        problems.append(f"{path}: has no about")
    if option.written is not None and not problems:
        refused = []
        option.check.examine(option.written, path, refused)
        problems += [f"{text} (its default)" for text in refused]
    return problems


def _tables(features):
    for feature in features:
        file = Path(inspect.getfile(feature)).resolve()
        yield file.relative_to(ROOT).as_posix(), feature.config


def main():
    """For `build.py check`: the exit status, once it is said what is wrong."""
    try:
        configuration()
        commands()
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
