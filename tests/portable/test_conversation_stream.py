"""Server-sent events, cut anywhere. CONV-03."""

from alloy_web.features.conversation import stream


def blocks(*pieces):
    """The data of all blocks of a stream that comes in these pieces."""
    reader = stream.Blocks()
    found = []
    for piece in pieces:
        found.extend(reader.feed(piece))
    found.extend(reader.end())
    return found


def raised(work, *arguments):
    try:
        work(*arguments)
    except ValueError as error:
        return str(error)
    return None


def test_a_block_ends_with_a_blank_line():
    assert blocks("data: one\n\ndata: two\n\n") == ["one", "two"]
    assert stream.Blocks().feed("data: one\n") == []


def test_lines_end_as_they_like():
    assert blocks("data: a\n\n" + "data: b\r\n\r\n" + "data: c\r\r" + "data: d\n\r\n") == [
        "a", "b", "c", "d",
    ]


def test_a_stream_may_be_cut_between_any_two_letters():
    text = ": ping\n\ndata: {\"a\":\r\ndata: \"é€😀\"}\r\n\r\nid: 1\rdata:b\r\rdata: c\n\n"
    whole = ['{"a":"é€😀"}', "b", "c"]
    # MicroPython: an index into a text costs all that stands before it.
    letters = list(text)

    assert blocks(text) == whole
    assert blocks(*letters) == whole
    for at in range(len(letters)):
        assert blocks("".join(letters[:at]), "".join(letters[at:])) == whole, at
        assert blocks("".join(letters[:at]), "", "".join(letters[at:])) == whole, at


def test_a_line_feed_after_a_cut_is_no_line_of_its_own():
    reader = stream.Blocks()

    assert reader.feed("data: a\r") == []
    assert reader.feed("\n") == []
    assert reader.feed("data: b\r") == []
    assert reader.feed("\n\r") == ["ab"]
    assert reader.feed("\n") == []


def test_lines_of_data_are_joined_and_one_space_before_each_is_no_part_of_it():
    assert blocks("data: a\ndata:b\ndata:  c\n\n") == ["ab c"]


def test_what_is_no_data_is_left_out():
    assert blocks(": ping\n\n: ping\n\nevent: a\nid: 1\nretry: 5\n\ndatum: x\ndata\nx\n\n") == []


def test_the_last_block_counts_without_its_blank_line():
    assert blocks("data: a\n\ndata: b") == ["a", "b"]
    assert blocks("data: a\n\ndata: b\n") == ["a", "b"]
    assert blocks("") == []


def test_a_block_that_never_ends_is_not_kept_for_ever():
    reader = stream.Blocks()
    piece = "x" * 100000

    for _ in range(40):
        assert reader.feed(piece) == []

    assert raised(reader.feed, "x") == "a message of more than 4000000 letters"


def test_many_blocks_are_no_long_one():
    reader = stream.Blocks()
    piece = "data: " + "x" * 100000 + "\n\n"

    for _ in range(50):
        assert len(reader.feed(piece)) == 1


def test_a_block_is_read_like_an_answer():
    message = stream.message(
        '{"handle": [{"type": "brand-concierge:conversation", "payload": [{"a": 1}, 2]},'
        ' {"type": "other", "payload": [3]},'
        ' {"type": "brand-concierge:conversation", "payload": {"b": 4}}]}'
    )

    assert message.payloads(stream.CONVERSATION) == [{"a": 1}, 2, {"b": 4}]
    assert message.payloads("other") == [3]


def test_a_block_without_parts_says_nothing():
    assert stream.message('{"requestId": "r"}').payloads(stream.CONVERSATION) == []


def test_what_is_no_answer_is_refused():
    for block in ("nonsense", "{", "null", "[1]", '"text"', "5", '{"handle": 5}',
                  '{"handle": {"type": "x"}}', '{"a": NaNa}'):
        assert raised(stream.message, block) is not None, block
