"""Tests of the local edge: the deciding parts by themselves, the rest over real HTTP."""
