"""A debugger shows the Python that a line of JavaScript comes from."""

import json

from alloy_web.buildtools.compiler.sourcemap import separate

MARKED = "\x01a.py:3:4\x02return 1;\nfree();\nx = \x01b.py:1:0\x022;"


def test_marks_go_and_the_map_says_where_they_were():
    text, its_map = separate(MARKED, {"a.py": b"one\n"})

    assert text == "return 1;\nfree();\nx = 2;"
    assert json.loads(its_map) == {
        "version": 3,
        "sources": ["a.py", "b.py"],
        "sourcesContent": ["one\n", None],
        "names": [],
        # Column 0 of line 1 is a.py 3:4; nothing of line 2; column 4 of line 3 is b.py 1:0.
        "mappings": "AAEI;;ICFJ",
    }
