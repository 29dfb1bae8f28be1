"""Prices of the shop."""

from decimal import Decimal

_PRICES = {"fern": Decimal("4.90"), "pot": Decimal("12")}


def price_of(product):
    return _PRICES[product]
