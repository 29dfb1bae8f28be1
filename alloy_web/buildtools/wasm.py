"""
MicroPython's WebAssembly, changed in one thing: who catches its long jumps.

Compiled by Emscripten, C's `setjmp` sends every call that might jump through a JavaScript function
(`invoke_ii`, `invoke_viii`, …) with a `try` in it, dozens for each statement of Python. The `guard`
made here is a module of its own that does the same in WebAssembly, and faster. Both need the same
table of functions and the same stack pointer, which therefore come from outside.

It uses `try_table`, which browsers know since 2025. In others, and in WebKit, static/interpreter.js
does without the guard.
"""

from alloy_web.buildtools.console import BuildError

TYPE, IMPORT, FUNCTION, TABLE, GLOBAL, EXPORT, CODE, TAG, CUSTOM = 1, 2, 3, 4, 6, 7, 10, 13, 0
AS_FUNCTION, AS_TABLE, AS_GLOBAL = 0, 1, 3
I32 = 0x7F
MUTABLE_I32 = bytes([I32, 1])
INVOKE = "invoke_"
JUMP = "_emscripten_throw_longjmp"
_HEAD = b"\0asm\1\0\0\0"


def opened(binary):
    """
    MicroPython's WebAssembly (bytes) with its table and its stack pointer as imports `env.table`
    and `env.sp`; and the table's limits, `{"initial", "maximum"}`.
    """
    sections = dict(_sections(binary))
    _expect({IMPORT, TABLE, GLOBAL} <= set(sections), "imports, a table and globals")
    count, at = _number(sections[TABLE], 0)
    _expect(count == 1, "one table")
    table = sections[TABLE][at:]
    _expect(table[:2] == b"\x70\x01", "a table of functions with a maximum")
    initial, at = _number(table, 2)
    limits = {"initial": initial, "maximum": _number(table, at)[0]}
    globals_, at = _number(sections[GLOBAL], 0)
    stack = sections[GLOBAL][at:]
    # (mut i32) (i32.const 65536) end
    _expect(stack.startswith(MUTABLE_I32 + b"\x41\x80\x80\x04\x0b"), "the stack's pointer first")
    imports, at = _number(sections[IMPORT], 0)
    changed = {
        IMPORT: _encoded(imports + 2)
        + sections[IMPORT][at:]
        + _import("table", AS_TABLE, table)
        + _import("sp", AS_GLOBAL, MUTABLE_I32),
        TABLE: None,
        GLOBAL: _encoded(globals_ - 1) + stack[7:],
        # Which features it uses: for tools.
        CUSTOM: None,
    }
    kept = [(kind, changed.get(kind, content)) for kind, content in _sections(binary)]
    return _module([(kind, content) for kind, content in kept if content is not None]), limits


def guard(binary):
    """
    The module that exports what MicroPython imports for its jumps: `invoke_…` for each kind of
    function, and the jump itself.
    """
    kinds = [name.removeprefix(INVOKE) for name in _imported(binary) if name.startswith(INVOKE)]
    _expect(kinds, "invoke_… among its imports")
    # For each kind the type of the function that is called, then that of the one which calls it.
    types = [_type("", "")]
    functions = []
    exports = [_text(JUMP) + bytes([AS_FUNCTION, 0])]
    codes = [_body(b"\x08\x00\x0b", 0)]  # throw 0
    for index, kind in enumerate(kinds):
        result, parameters = kind[0].strip("v"), kind[1:]
        called = len(types)
        types += [_type(parameters, result), _type("i" + parameters, result)]
        functions.append(called + 1)
        exports.append(_text(INVOKE + kind) + bytes([AS_FUNCTION, index + 1]))
        codes.append(_invoke(len(parameters), called, result))
    imports = [
        _import("table", AS_TABLE, b"\x70\x00\x01"),
        _import("sp", AS_GLOBAL, MUTABLE_I32),
    ]
    return _module([
        (TYPE, _vector(types)),
        (IMPORT, _vector(imports)),
        (FUNCTION, _vector([b"\0", *(_encoded(each) for each in functions)])),
        (TAG, _vector([b"\0\0"])),
        (EXPORT, _vector(exports)),
        (CODE, _vector(codes)),
    ])


def _invoke(parameters, called, result):
    """
    Calls a function of the table, the first parameter. After a jump out of it the stack is as it
    was, and the result, if there is one, 0.
    """
    kept = parameters + 1
    block = I32 if result else 0x40
    code = bytes([0x23, 0, 0x21, kept])  # global.get sp, local.set kept
    code += bytes([0x02, 0x40, 0x1F, block, 1, 0, 0, 0])  # block, try_table (catch jump to its end)
    for index in (*range(1, kept), 0):
        code += bytes([0x20, index])  # local.get
    code += b"\x11" + _encoded(called) + b"\0"  # call_indirect
    code += bytes([0x0B, 0x0F, 0x0B])  # end, return, end
    code += bytes([0x20, kept, 0x24, 0])  # local.get kept, global.set sp
    code += b"\x41\0" if result else b""  # i32.const 0
    return _body(code + b"\x0b", 1)


def _imported(binary):
    section = dict(_sections(binary))[IMPORT]
    count, at = _number(section, 0)
    for _ in range(count):
        _, at = _read_text(section, at)
        name, at = _read_text(section, at)
        _expect(section[at] == AS_FUNCTION, "functions only among its imports")
        _, at = _number(section, at + 1)
        yield name


def _sections(binary):
    _expect(binary[:8] == _HEAD, "the head of WebAssembly")
    at = 8
    while at < len(binary):
        kind = binary[at]
        length, at = _number(binary, at + 1)
        yield kind, binary[at : at + length]
        at += length


def _module(sections):
    return _HEAD + b"".join(
        bytes([kind]) + _encoded(len(content)) + content for kind, content in sections
    )


def _import(name, kind, what):
    return _text("env") + _text(name) + bytes([kind]) + what


def _type(parameters, result):
    one = bytes([I32])
    return b"\x60" + _vector([one] * len(parameters)) + _vector([one] * len(result))


def _body(code, locals_):
    content = (b"\x01\x01\x7f" if locals_ else b"\0") + code
    return _encoded(len(content)) + content


def _vector(items):
    return _encoded(len(items)) + b"".join(items)


def _text(text):
    return _encoded(len(text)) + text.encode()


def _read_text(data, at):
    length, at = _number(data, at)
    return data[at : at + length].decode(), at + length


def _encoded(number):
    """A number in LEB128."""
    encoded = bytearray()
    while number > 127:
        encoded.append(number & 127 | 128)
        number >>= 7
    return bytes([*encoded, number])


def _number(data, at):
    number = shift = 0
    while True:
        number |= (data[at] & 127) << shift
        shift += 7
        at += 1
        if data[at - 1] < 128:
            return number, at


def _expect(holds, what):
    if not holds:
        raise BuildError(f"micropython.wasm has not {what}; look at alloy_web/buildtools/wasm.py")
