"""The three consent standards, read down to in or out."""

import pytest

from alloy_web.devserver import consent

# Purposes 1, 2 and 3 consented to.
TC_ALL = "COvFyGBOvFyGBAbAAAENAPCAAOAAAAAAAAAAAEEUACCKAAA"
# Version 2 and then nothing but zeros.
TC_NOTHING = "CAAAAAAAAAAAAAAAAAAAAAAAAAAA"


def adobe_1(choice):
    return {"standard": "Adobe", "version": "1.0", "value": {"general": choice}}


def adobe_2(choice):
    return {"standard": "Adobe", "version": "2.0", "value": {"collect": {"val": choice}}}


def tcf(text, **more):
    return {"standard": "IAB TCF", "version": "2.0", "value": text, **more}


@pytest.mark.parametrize(
    ("consents", "expected"),
    [
        ([adobe_1("in")], "in"),
        ([adobe_1("out")], "out"),
        ([adobe_2("y")], "in"),
        ([adobe_2("n")], "out"),
        ([tcf(TC_ALL, gdprApplies=True)], "in"),
        ([tcf(TC_NOTHING, gdprApplies=True)], "out"),
        ([tcf(TC_NOTHING, gdprApplies=False)], "in"),
        ([tcf(TC_NOTHING)], "out"),
        ([tcf("C!", gdprApplies=True)], "out"),
        ([adobe_1("in"), adobe_2("n")], "out"),
    ],
)
def test_consent_is_in_unless_one_object_says_out(consents, expected):
    assert consent.general(consents) == expected


def test_every_consent_object_the_edge_cannot_read_is_named():
    found = consent.problems(
        [
            adobe_1("in"),
            adobe_1("maybe"),
            {"standard": "Adobe", "version": "2.0", "value": {"collect": True}},
            tcf(""),
            {"standard": "Adobe", "version": "3.0", "value": {}},
        ]
    )

    assert found == [
        'consent[1]: value.general: expected "in" or "out"',
        "consent[2]: value.collect.val: expected a text",
        "consent[3]: value: the consent string must not be empty",
        "consent[4]: standard 'Adobe' with version '3.0' is not one the edge knows",
    ]
