"""Test vectors for portable tests: JSON files in tests/cases/, read the same way everywhere."""

import json

ROOT = __file__.replace("\\", "/").rsplit("/tests/portable/", 1)[0]


def load(name):
    """What tests/cases/<name>.json holds."""
    with open(ROOT + "/tests/cases/" + name + ".json", encoding="utf-8") as file:
        return json.load(file)
