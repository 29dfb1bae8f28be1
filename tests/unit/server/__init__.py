"""Tests of the server part."""
