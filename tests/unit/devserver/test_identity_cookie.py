"""ECIDs and the identity cookie's bytes."""

import base64
import random

from alloy_web.devserver import identity

ECID = "11112222333344445555666677778888999900"


def test_the_cookie_is_a_protobuf_message_with_ecid_metadata_and_write_time():
    value = identity.write_cookie(ECID, 300)

    message = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
    # 300 is the varint AC 02; field 30 has the two-byte tag F0 01.
    assert (
        message
        == b"\x0a\x26" + ECID.encode() + b"\x52\x08\x08\xac\x02\x12\x03VA6" + b"\xf0\x01\xac\x02"
    )


def test_the_cookie_gives_back_the_ecid():
    assert identity.read_cookie(identity.write_cookie(ECID, 1772442927104)) == ECID


def test_fields_before_the_ecid_are_skipped_by_their_wire_type():
    message = (
        b"\x10\xac\x02"
        + b"\x19"
        + b"8" * 8
        + b"\x25"
        + b"4" * 4
        + b"\x2a\x01x"
        + b"\x0a\x26"
        + ECID.encode()
    )

    assert identity.read_cookie(base64.urlsafe_b64encode(message).decode()) == ECID


def test_a_cookie_without_a_whole_ecid_gives_none():
    assert identity.read_cookie("") is None
    assert identity.read_cookie("CiYx") is None
    assert identity.read_cookie("no base64 at all") is None
    assert identity.read_cookie(base64.urlsafe_b64encode(b"\x0a\x03abc").decode()) is None
    assert identity.read_cookie(base64.urlsafe_b64encode(b"\xff" * 20).decode()) is None


def test_a_new_ecid_has_38_digits_even_for_the_smallest_number():
    class Lowest(random.Random):
        def random(self):
            return 0.0

        def getrandbits(self, k):
            return 0

    assert identity.new_ecid(Lowest()) == "1" + "0" * 37


def test_a_derived_id_looks_like_an_ecid_and_never_changes():
    assert identity.derived_id("6f1f3e2a") == identity.derived_id("6f1f3e2a")
    assert identity.derived_id("6f1f3e2a") != identity.derived_id("6f1f3e2b")
    assert len(identity.derived_id("6f1f3e2a")) == 38
