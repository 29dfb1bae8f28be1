"""One meaning for each kind of Python value, wherever it comes from."""

import datetime
import decimal
import enum
import types
import uuid
from dataclasses import dataclass

import pytest

from alloy_web.hosts.browser import ffi


class Plan(enum.Enum):
    GOLD = "gold"
    PRICE = decimal.Decimal("9.90")


class Level(str, enum.Enum):  # noqa: UP042
    HIGH = "high"


class Rank(enum.IntEnum):
    FIRST = 1


@dataclass
class Order:
    id: uuid.UUID
    total: decimal.Decimal


ID = uuid.UUID("6f9619ff-8b86-d011-b42d-00cf4fc964ff")


class JsNull:
    """As Pyodide calls what stands for null in an object of JavaScript's."""


@pytest.mark.parametrize(
    ("value", "meaning"),
    [
        (datetime.date(2026, 3, 2), "2026-03-02"),
        (datetime.datetime(2026, 3, 2, 9, 15, tzinfo=datetime.UTC), "2026-03-02T09:15:00+00:00"),
        (datetime.time(9, 15), "09:15:00"),
        (decimal.Decimal("12.50"), 12.5),
        (decimal.Decimal("3"), 3),
        (ID, "6f9619ff-8b86-d011-b42d-00cf4fc964ff"),
        (Plan.GOLD, "gold"),
        (Plan.PRICE, 9.9),
        (Level.HIGH, "high"),
        (Rank.FIRST, 1),
        (Order(ID, decimal.Decimal("7")), {"id": str(ID), "total": 7}),
        (types.MappingProxyType({"a": (1, 2)}), {"a": [1, 2]}),
        ({"b", "a"}, ["a", "b"]),
        (frozenset({2, 1}), [1, 2]),
        ({Level.HIGH: 1}, {"high": 1}),
        (JsNull(), None),
    ],
)
def test_each_kind_of_value_has_one_meaning(value, meaning):
    told = ffi.write_options({"data": {"deep": [value]}})

    assert told == {"data": {"deep": [meaning]}}
    assert type(told["data"]["deep"][0]) is type(meaning)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (float("nan"), "nan is no number that JSON knows"),
        (decimal.Decimal("NaN"), "nan is no number that JSON knows"),
        (float("inf"), "inf is no number that JSON knows"),
        (10**400, "so large an int is no number that JSON knows"),
        (decimal.Decimal("-1e5000"), "so large an int is no number that JSON knows"),
        (decimal.Decimal("-Infinity"), "-inf is no number that JSON knows"),
        (b"raw", "a bytes has no JSON form"),
        (object(), "a object has no JSON form"),
        (Order, "a type has no JSON form"),
        (Plan, "a EnumType has no JSON form"),
        (iter([1]), "a list_iterator has no JSON form"),
        (complex(1, 2), "a complex has no JSON form"),
    ],
)
def test_all_else_is_refused_with_its_place(value, why):
    with pytest.raises(ValueError) as refused:
        ffi.write_options({"data": {"deep": [1, value]}})

    assert str(refused.value) == "data.deep[1]: " + why


def test_what_a_hook_leaves_means_the_same():
    content = {"data": {"day": datetime.date(2026, 3, 2)}, "clickedElement": object()}

    ffi.read_again(content)

    assert content == {"data": {"day": "2026-03-02"}}
