"""The layers of alloy_web: who may import whom, and know whom by name; what does not is told."""

from pathlib import Path

import pytest

from alloy_web.buildtools import layers, naming

ROOT = Path(__file__).resolve().parents[2]


def test_every_module_imports_only_from_the_layers_below_it():
    problems = layers.check(ROOT) + naming.check(ROOT)

    assert not problems, "\n".join(problems)


def test_a_forbidden_import_is_named_with_file_line_and_rule(tmp_path):
    write(
        tmp_path,
        "alloy_web/core/cookies.py",
        '"""Cookies."""\n\nfrom alloy_web.engine import edge\n',
    )

    problems = layers.check(tmp_path)

    assert problems == [
        "alloy_web/core/cookies.py:3: imports alloy_web.engine.edge; "
        "core may import errors, validation, wording"
    ]


def test_a_relative_import_is_held_to_the_same_rules(tmp_path):
    write(tmp_path, "alloy_web/core/cookies.py", "from ..flow import Deferred\n")
    write(tmp_path, "alloy_web/flow.py", "from . import errors\n")
    write(
        tmp_path, "alloy_web/core/consent.py", "from .cookies import parse\nfrom .. import errors\n"
    )

    problems = layers.check(tmp_path)

    assert problems == [
        "alloy_web/core/cookies.py:1: imports alloy_web.flow.Deferred; "
        "core may import errors, validation, wording",
        "alloy_web/flow.py:1: imports alloy_web.errors; flow may import stepping",
    ]


def test_an_import_inside_a_function_counts(tmp_path):
    write(
        tmp_path, "alloy_web/devserver/server.py", "def serve():\n    import alloy_web.core.urls\n"
    )

    problems = layers.check(tmp_path)

    assert problems == [
        "alloy_web/devserver/server.py:2: imports alloy_web.core.urls; "
        "devserver may import nothing of alloy_web"
    ]


def test_only_the_list_of_features_joins_them_with_the_engine(tmp_path):
    write(
        tmp_path,
        "alloy_web/app/features.py",
        "from alloy_web.features.context import Context\n",
    )
    write(
        tmp_path,
        "alloy_web/engine/commands.py",
        "from alloy_web.features.context import Context\n",
    )

    problems = layers.check(tmp_path)

    assert problems == [
        "alloy_web/engine/commands.py:1: imports alloy_web.features.context.Context; "
        "engine may import core, flow, errors, validation, wording"
    ]


def test_a_feature_that_imports_another_is_a_problem(tmp_path):
    write(
        tmp_path,
        "alloy_web/features/clicks/component.py",
        "from alloy_web.features.clicks import links\n"
        "from alloy_web.features.views import routes\n",
    )
    write(tmp_path, "alloy_web/features/consent.py", "from alloy_web.features import context\n")

    problems = layers.check(tmp_path)

    assert problems == [
        "alloy_web/features/clicks/component.py:2: imports alloy_web.features.views.routes; "
        "a feature may import itself and core, flow, errors, validation, wording. What it needs of "
        "another is a service (engine/tools.py)",
        "alloy_web/features/consent.py:1: imports alloy_web.features.context; "
        "a feature may import itself and core, flow, errors, validation, wording. What it needs of "
        "another is a service (engine/tools.py)",
    ]


def test_in_the_folder_of_a_feature_only_the_component_sequences(tmp_path):
    write(tmp_path, "alloy_web/features/clicks/component.py", "async def run(tools): await tools\n")
    write(
        tmp_path,
        "alloy_web/features/clicks/links.py",
        "from alloy_web import flow\n\n\nasync def wait(): pass\n\n\n"
        "class Memory:\n    def __init__(self, host): pass\n",
    )

    problems = layers.check(tmp_path)

    assert problems == [
        "alloy_web/features/clicks/links.py:1: imports alloy_web.flow; only component.py sequences",
        "alloy_web/features/clicks/links.py:4: wait is async; only component.py sequences",
        "alloy_web/features/clicks/links.py:8: takes host; only component.py has effects",
    ]


FEATURES = {
    "push/options.py": 'CONFIG = {"pushNotifications": 1}\n',
    "push/component.py": """
class PushNotifications:
    namespace = "PushNotifications"
    config = CONFIG

    def __init__(self, tools):
        self.commands = {"sendPushSubscription": 1, "event": 2}
        tools.logger.for_component("PushNotifications").warn("pushNotifications")
""",
    "consent.py": """
class Consent:
    namespace = "Consent"
    config = {"defaultConsent": 1, "context": 2}
""",
}


@pytest.mark.parametrize(("module", "text", "what"), [
    ("core/config.py", "TABLE = {'pushNotifications': 1}", 'option "pushNotifications"'),
    ("core/event.py", "def see(event): event.needs = ('PushNotifications',)",
     'component "PushNotifications"'),
    ("engine/cookies.py", "def read(config):\n    return config.get('defaultConsent')",
     'option "defaultConsent"'),
    ("engine/commands.py", "KNOWN = ('configure', 'sendPushSubscription')",
     'command "sendPushSubscription"'),
    ("validation.py", "NAME = 'Consent'", 'component "Consent"'),
    ("features/context.py", "def see(config): return config['defaultConsent']",
     'option "defaultConsent"'),
    ("features/context.py", "def find(registry): return registry.by_name('Consent')",
     'component "Consent"'),
])
def test_a_name_of_a_feature_where_it_is_not_known_is_a_problem(tmp_path, module, text, what):
    for name, source in FEATURES.items():
        write(tmp_path, f"alloy_web/features/{name}", source)
    write(tmp_path, f"alloy_web/{module}", text)

    problems = naming.check(tmp_path)

    assert len(problems) == 1
    assert problems[0].startswith(f"alloy_web/{module}:{text.count(chr(10)) + 1}: names the {what}")
    assert "a service or a field (engine/tools.py)" in problems[0]


def test_names_of_one_word_labels_and_annotations_are_no_problem(tmp_path):
    for name, source in FEATURES.items():
        write(tmp_path, f"alloy_web/features/{name}", source)
    write(tmp_path, "alloy_web/engine/edge.py", "KINDS = ('event', 'context')\n")
    write(tmp_path, "alloy_web/features/hiding.py", (
        "def make(tools: 'Consent'):\n    return tools.logger.for_component('Consent')\n"
    ))
    write(tmp_path, "alloy_web/features/older.py", "TODAY = {'push': 'sendPushSubscription'}\n")
    write(tmp_path, "alloy_web/app/known.py", "FEATURES = {'PushNotifications': ()}\n")

    assert naming.check(tmp_path) == []


def test_only_the_browser_host_imports_the_interpreters_javascript_modules(tmp_path):
    write(tmp_path, "alloy_web/hosts/browser/host.py", "import js\nfrom pyodide.ffi import to_js\n")
    write(tmp_path, "alloy_web/hosts/memory/host.py", "import jsffi\n")

    problems = layers.check(tmp_path)

    assert problems == ["alloy_web/hosts/memory/host.py:1: imports jsffi; only hosts/browser may"]


def test_a_module_without_a_rule_is_a_problem(tmp_path):
    write(tmp_path, "alloy_web/leftover.py", '"""Belongs nowhere."""\n')

    problems = layers.check(tmp_path)

    assert problems == [
        "alloy_web/leftover.py:1: no rule says what leftover may import; add it to MAY_IMPORT"
    ]


def write(root, name, text):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
