"""
Server-sent events as they come: pieces of text in, blocks of data out.

A piece may end anywhere: in a line, between a carriage return and its line feed. Bytes become text
before this (static/bridge/streams.js).
Source: specification, CONV-03; the HTML standard on server-sent events.
"""

import json

from alloy_web.core.response import Response

CONVERSATION = "brand-concierge:conversation"

# No block is this long, in letters; what never ends a block is not kept for ever.
LONGEST = 4000000


class Blocks:
    """Reads one stream."""

    def __init__(self):
        # Of the line that is not over: its pieces, since adding to a long text costs its length.
        self._line = []
        # Of the block that is not over: its lines of data.
        self._data = []
        self._size = 0
        # A line feed that comes first belongs to the carriage return before it.
        self._is_after_return = False

    def feed(self, text):
        """The data of each block that ends in this piece; raises ValueError if one is too long."""
        if not text:
            return []
        if self._is_after_return and text[0] == "\n":
            text = text[1:]
        self._is_after_return = text.endswith("\r")
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._size += len(text)
        blocks = []
        for index in range(len(lines)):
            self._line.append(lines[index])
            if index < len(lines) - 1:
                self._end_line(blocks)
        if self._size > LONGEST:
            raise ValueError("a message of more than " + str(LONGEST) + " letters")
        return blocks

    def end(self):
        """The stream is over: the data of the block it ends in, if it ends in one."""
        blocks = []
        self._end_line(blocks)
        self._end_block(blocks)
        return blocks

    def _end_line(self, blocks):
        line = "".join(self._line)
        self._line = []
        if not line:
            self._end_block(blocks)
        elif line.startswith("data:"):
            value = line[5:]
            self._data.append(value[1:] if value.startswith(" ") else value)

    def _end_block(self, blocks):
        if self._data:
            # Where lines are cut means nothing in JSON.
            blocks.append("".join(self._data))
        self._data = []
        self._size = 0


def message(block):
    """
    What a block of data says, as a `Response`; raises ValueError where it is no JSON object.

    Its parts are those of an answer to an event; a block without any says nothing.
    """
    body = json.loads(block)
    if not isinstance(body, dict):
        raise ValueError("what is no JSON object")
    if not isinstance(body.get("handle", []), list):
        raise ValueError("handles that are no list")
    return Response(200, {}, body, block)
