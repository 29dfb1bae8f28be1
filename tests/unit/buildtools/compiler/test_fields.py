"""
What is known of the SDK's fields rests on all that sets them being in view. Tests are compiled on
top of it, and may set what they like: here it shows whether that is still what is known.
"""

from alloy_web.buildtools import modules
from alloy_web.buildtools.compiler import inference, linking, types
from tests.portable import compiled
from tests.unit.buildtools.compiler.kit import ROOT

# Fields of their own under a name that the SDK has, too: {name: whose}.
THEIR_OWN = {
    "cookies": "the memory host's, a dict",
    # Of what they make, and is only compared or told.
    "namespace": "components of tests",
    "expects_response": "events of tests",
}


def test_tests_set_no_field_to_what_it_is_not_known_to_be(monkeypatch):
    sources = modules.page_modules(ROOT)
    sdk = linking.sdk(sources)
    known = dict(sdk.knowledge.fields)
    found = set()
    note = inference._Reader._note

    def noting(self, knowledge, name, given):
        before = known.get(name)
        if before and types.join(before, given) != before:
            found.add(name)
        note(self, knowledge, name, given)

    monkeypatch.setattr(inference._Reader, "_note", noting)
    linking.Compiler(compiled.memory_host(sources) | compiled.test_sources(ROOT), sdk, wide=True)

    assert found == {*THEIR_OWN}
