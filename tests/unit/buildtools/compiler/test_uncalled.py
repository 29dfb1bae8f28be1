"""
Methods that nothing in a program calls are no part of what visitors load, and neither is what only
they need. Whatever may be called is there.
"""

import pytest

from alloy_web.buildtools.compiler import asked, linking
from alloy_web.buildtools.compiler.sourcemap import without_marks
from alloy_web.buildtools.console import BuildError

MAIN = """
from shared import only_for_unused, for_used

class Base:
    def inherited(self):
        return "base"

class Machine(Base):
    def __init__(self):
        self.hook = self.stored

    def __str__(self):
        return "machine"

    def called(self):
        return for_used()

    def unused(self):
        return only_for_unused(self.only_said_by_unused)

    def of_itself(self, deeper):
        return self.of_itself(False) if deeper else "of_itself"

    def only_said_by_unused(self):
        return "second round"

    def inherited(self):
        return "overrides"

    def stored(self):
        return "stored"

    def by_text(self):
        return "text"

    def first_name(self):
        return "first"

    second_name = first_name

    @property
    def asked(self):
        return "property"

    @property
    def not_asked(self):
        return "no property"

class Other:
    def called_of_another(self):
        return "same name"

def start(machine):
    return [machine.called(), machine.hook(), getattr(machine, "by_text")(), machine.inherited(),
            machine.second_name(), machine.asked, machine.called_of_another(), Machine(), Other()]
"""
SHARED = """
def only_for_unused(value):
    return [value]

def for_used():
    return 1
"""


def compiled():
    compiler = linking.Compiler({"main.py": MAIN, "shared.py": SHARED})
    start = [compiler.unit.names["main", "start"]]
    compiler.leave_out_uncalled(start)
    return without_marks(linking.text(compiler.reachable(start), {"start": start[0]}, "library"))


def test_what_nothing_calls_is_left_out_with_all_that_only_it_needs():
    text = compiled()

    for name in (
        "$unused", "only_for_unused", "only_said_by_unused", "second round", "not_asked",
        "of_itself",
    ):
        assert name not in text, name


def test_what_may_be_called_stays():
    text = compiled()

    for value in (
        "for_used", "stored", "text", "base", "overrides", "first", "property", "same name",
        "machine",
    ):
        assert value in text, value


ASKING = """
HOOKS = ("started", "stopped")

def hooks(machine):
    return [getattr(machine, hook, None) for hook in HOOKS]
"""
OTHER = """
class Machine:
    def started(self):
        return 1

    def page(self):
        return 2

def start():
    return {"page": Machine().page(), "by its name": hasattr(Machine(), "page")}
"""


def test_names_that_a_module_asks_for_at_run_time_stay_and_no_others():
    compiler = linking.Compiler({"asking.py": ASKING, "other.py": OTHER})

    assert asked.named(compiler.unit) == ["started"]


# (what asks, what the other module has, what the build says)
ASKED_FROM_ELSEWHERE = [
    ("def ask(machine, hook):\n    return getattr(machine, hook, None)\n",
     "from asking import ask\n\ndef start():\n    return ask(Machine(), 'started')\n",
     'other.py:8: "started" is the name of a method, and asking.py asks by it, with getattr, where '
     "it does not stand. It would be shortened. Write it as a text in that module, too"),
    ("class Asker:\n    def tell(self, machine, hook):\n        return self.has(machine, of=hook)\n"
     "\n    def has(self, machine, of):\n        return hasattr(machine, of)\n",
     "HOOKS = ('stopped', 'started')\n\ndef start(asker):\n"
     "    return [asker.tell(Machine(), hook) for hook in HOOKS]\n",
     'other.py:5: "started" is the name of a method, and asking.py asks by it, with hasattr, where '
     "it does not stand. It would be shortened. Write it as a text in that module, too"),
    ("def ask(machine, kind):\n    return getattr(machine, 'on_' + kind)\n", "",
     "asking.py:2: the names that are asked by do not stand in this module. "
     "Loop over a tuple of them that is written here"),
    ("from other import HOOKS\n\ndef ask(machine):\n    for hook in HOOKS:\n"
     "        getattr(machine, hook)\n",
     "HOOKS = ('started',)\n",
     "asking.py:5: the names that are asked by do not stand in this module. "
     "Loop over a tuple of them that is written here"),
]


@pytest.mark.parametrize(("asking", "other", "problem"), ASKED_FROM_ELSEWHERE)
def test_a_name_that_is_asked_by_has_to_stand_in_the_module_that_asks(asking, other, problem):
    machine = "class Machine:\n    def started(self):\n        return 1\n\n"
    compiler = linking.Compiler({"asking.py": asking, "other.py": machine + other})

    with pytest.raises(BuildError) as refused:
        asked.hold(compiler.unit)
    assert str(refused.value) == problem


def test_a_name_may_be_given_if_it_stands_in_the_module_that_asks_too():
    asking = "NAMES = ('started',)\n\ndef ask(machine, hook):\n    return getattr(machine, hook)\n"
    calling = "from asking import ask\n\ndef start():\n    return ask(Machine(), 'started')\n"
    compiler = linking.Compiler({"asking.py": asking, "other.py": OTHER + calling})

    asked.hold(compiler.unit)
    assert asked.named(compiler.unit) == ["started"]
