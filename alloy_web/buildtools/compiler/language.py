"""
The names of Python that the dialect has: builtin functions, methods of builtin types, modules. Each
has a function of the run-time library (static/python/) that does its work. The dialect check
(../dialect.py) reads them here, too; of syntax, ../grammar.py says what there is.

Whoever needs more writes the function there, a line here, and an example in the compiler's tests.
"""

# The types that the compiler tells apart. A type may say what is in it: `list[str]`.
# `int` is a number that is whole and not NaN, `num` any number; neither is a boolean.
TEXT = "str"
INT = "int"
NUMBER = "num"
BOOL = "bool"
NONE = "none"

# {name: (function of the library, the type of what it returns)}
FUNCTIONS = {
    "abs": ("abs", NUMBER),
    "all": ("all", BOOL),
    "any": ("any", BOOL),
    "bool": ("bool", BOOL),
    "bytearray": ("bytearray", "bytes"),
    "bytes": ("bytes", "bytes"),
    "callable": ("callable", BOOL),
    "chr": ("chr", TEXT),
    "dict": ("dict", "dict"),
    "divmod": ("divmod", "tuple[int]"),
    "enumerate": ("enumerate", "list"),
    "float": ("float", NUMBER),
    "getattr": ("getattr", None),
    "hasattr": ("hasattr", BOOL),
    "hex": ("hex", TEXT),
    "id": ("id", INT),
    "int": ("int", INT),
    "isinstance": ("isinstance", BOOL),
    "len": ("len", INT),
    "list": ("list", "list"),
    "max": ("max", None),
    "min": ("min", None),
    "next": ("next", None),
    "object": ("object", None),
    "ord": ("ord", INT),
    "print": ("print", NONE),
    "range": ("range", "list[int]"),
    "repr": ("repr", TEXT),
    "reversed": ("reversed", "list"),
    "round": ("round", INT),
    "set": ("set", "set"),
    "setattr": ("setattr", NONE),
    "sorted": ("sorted", "list"),
    "str": ("str", TEXT),
    "sum": ("sum", None),
    "tuple": ("tuple", "tuple"),
    "type": ("type", None),
    "zip": ("zip", "list[pair]"),
}

EXCEPTIONS = """
    BaseException Exception ArithmeticError AssertionError AttributeError ImportError IndexError
    KeyError LookupError NameError NotImplementedError OverflowError RecursionError RuntimeError
    StopIteration TypeError UnboundLocalError UnicodeError UnicodeEncodeError UnicodeDecodeError
    ValueError ZeroDivisionError
""".split()

# Builtin functions that are types too: `isinstance` asks them, `type` gives them.
TYPES = ("bool", "bytearray", "bytes", "dict", "float", "int", "list", "set", "str", "tuple")

# {name: (function of the library, the type of what it returns, {keyword: its position})}; the
# function gets the receiver first.
METHODS = {
    "add": ("add_", NONE),
    "append": ("append", NONE),
    "clear": ("clear", NONE),
    "close": ("close", NONE),
    "copy": ("copy", None),
    "count": ("count", INT),
    "decode": ("decode", TEXT),
    "discard": ("discard", NONE),
    "encode": ("encode", "bytes"),
    "endswith": ("endswith", BOOL),
    "extend": ("extend", NONE),
    "find": ("find", INT),
    # Python's values have no such method: for instead/interpreter.py.
    "for_javascript": ("for_javascript", None),
    "from_javascript": ("from_javascript", None),
    "get": ("get_", None),
    # Values have no such methods: for instead/strings.py.
    "as_number": ("as_number", None),
    "as_word": ("as_word", TEXT),
    "collapsed": ("collapsed", TEXT),
    "data_json": ("data_json", TEXT),
    # For instead/forms.py: of a regular expression.
    "has_form": ("has_form", BOOL),
    "hex_digits": ("hex_digits", TEXT),
    "indented": ("indented", TEXT),
    "is_blank": ("is_blank", BOOL),
    "is_digits": ("is_digits", BOOL),
    "leading_number": ("leading_number", None),
    # Numbers and texts have no such methods: for instead/dates.py.
    "http_date": ("http_date", TEXT),
    "http_ms": ("http_ms", None),
    "index": ("index", INT),
    "insert": ("insert", NONE),
    "isdigit": ("isdigit", BOOL),
    "iso_date": ("iso_date", TEXT),
    "isspace": ("isspace", BOOL),
    "items": ("items", "list[pair]"),
    "join": ("join", TEXT),
    "keys": ("keys_", "list"),
    "lower": ("lower", TEXT),
    "lstrip": ("lstrip", TEXT),
    "partition": ("partition", "tuple[str]"),
    # Nor these: for instead/encoding.py.
    "canonical_json": ("canonical_json", TEXT),
    "percent_decoded": ("percent_decoded", None),
    "percent_encoded": ("percent_encoded", TEXT),
    "pop": ("pop", None),
    "remove": ("remove", NONE),
    "replace": ("replace", TEXT),
    "reverse": ("reverse", NONE),
    "rfind": ("rfind", INT),
    "rpartition": ("rpartition", "tuple[str]"),
    "rsplit": ("rsplit", "list[str]"),
    "rstrip": ("rstrip", TEXT),
    "send": ("send", None),
    "setdefault": ("setdefault", None),
    "sort": ("sort", NONE),
    "split": ("split", "list[str]"),
    "startswith": ("startswith", BOOL),
    # Python's coroutines have no such method: for instead/stepping.py.
    "step": ("step", None),
    "strip": ("strip", TEXT),
    "update": ("update", NONE),
    "upper": ("upper", TEXT),
    "utf8_bytes": ("utf8_bytes", "bytes"),
    "utf8_text": ("utf8_text", None),
    "values": ("values", "list"),
    "well_formed": ("well_formed", TEXT),
}

# Keywords of builtin functions and methods, by the position that the library has them at.
KEYWORDS = {
    "sorted": {"key": 1, "reverse": 2},
    "sort": {"key": 1, "reverse": 2},
}

# {module: {name: (function of the library, the type of what it returns)}}
MODULES: dict[str, dict] = {
    "json": {"loads": ("loads", None), "dumps": ("dumps", TEXT)},
    # And `sys.implementation.name`.
    "sys": {"modules": ("modules", "dict")},
    "re": {"search": ("search", None)},
    "time": {"process_time_ns": ("process_time_ns", INT)},
}

# Of these only tests know.
FOR_TESTS = ("re", "time")

# `sys.implementation.name`.
IMPLEMENTATION = "javascript"

# Attributes of builtin values.
ATTRIBUTES = ("args", "value", "__name__")

# Names that JavaScript does not let variables have.
RESERVED = frozenset(
    """
    arguments await break case catch class const continue debugger default delete do else enum eval
    export extends false finally for function if implements import in instanceof interface let new
    null package private protected public return static super switch this throw true try typeof
    undefined var void while with yield NaN Infinity Object Array String Number Boolean Symbol Error
    JSON Math Map Set WeakMap Promise Date RegExp Function globalThis window document
""".split()
)
