"""What crosses between Python code of a page and an engine that runs elsewhere in it."""

from alloy_web import errors
from alloy_web.hosts.browser import ffi


def test_functions_are_taken_out_and_their_places_noted():
    def one():
        pass

    def two():
        pass

    options = {"hook": one, "deep": [{"name": "x"}, {"hook": two}], "n": 1}
    numbered = []
    places = []

    def keep(function):
        numbered.append(function)
        return len(numbered)

    left = ffi.take_functions(options, keep, [], places)

    assert left == {"hook": None, "deep": [{"name": "x"}, {"hook": None}], "n": 1}
    found = {}
    for trail, number in places:
        found[numbered[number - 1].__name__] = trail
    assert found == {"one": ["hook"], "two": ["deep", 1, "hook"]}
    assert options["hook"] is one


def test_plain_values_are_taken_as_they_are():
    value = {"on": True, "off": False, "none": None, "n": 9007199254740991, "x": -0.5}

    assert ffi.write_options(value) == value


def test_what_is_part_of_itself_or_nested_too_deep_is_refused():
    itself = []
    itself.append({"again": itself})
    deep = []
    for _ in range(200):
        deep = [deep]

    for value in (itself, deep):
        try:
            ffi.write_options({"data": value})
        except ValueError as error:
            assert "or part of itself" in str(error), str(error)
        else:
            raise AssertionError("was taken")


def test_options_that_are_none_stay_none():
    assert ffi.take_functions(None, None, [], []) is None


def test_an_error_told_as_text_is_of_its_kind_again():
    error = errors.of_code("declinedConsent", "No.")

    assert isinstance(error, errors.DeclinedConsent)
    assert str(error) == "No."
    assert error.code == "declinedConsent"


def test_the_browsers_name_of_a_failure_comes_along():
    error = errors.of_code("network", "Failed.", "AbortError")

    assert isinstance(error, errors.NetworkError)
    assert error.name == "AbortError"


def test_the_status_of_an_answer_comes_along():
    assert errors.of_code("edge", "Refused.", status=403).status == 403
    assert errors.of_code("edge", "No answer that can be read.").status == 0


def test_a_code_of_the_loaders_is_an_alloy_error_that_keeps_it():
    error = errors.of_code("boot", "Not started.")

    assert isinstance(error, errors.AlloyError)
    assert not isinstance(error, errors.CommandError)
    assert error.code == "boot"


def test_a_command_that_is_no_text_is_refused_by_the_name_of_the_instance():
    try:
        ffi.read_python_call("shop", 7, None)
    except errors.CommandError as error:
        told = str(error)

    assert told == "[shop] The first argument is the name of a command, a string; got int 7"


def test_python_functions_are_kept_where_options_take_them():
    def hook(content):
        pass

    options = {
        "onBeforeEventSend": hook,
        "clickCollection": {"filterClickDetails": hook},
        "autoViews": {"name": hook},
    }

    assert ffi.write_options(options) == options


def test_what_has_no_json_form_is_refused_with_every_place():
    def hook(content):
        pass

    told = refusal_of(ffi.read_python_call, "shop", "event", {
        "meta": {"a": hook, "b": 1}, "data": {"sum": [1, float("nan")], "most": float("inf")},
    })

    lines = sorted(told.split("\n"))
    assert lines == [
        "  - data.most: inf is no number that JSON knows",
        "  - data.sum[1]: nan is no number that JSON knows",
        "  - meta.a: a function has no JSON form",
        "[shop] event: 3 problems",
    ], lines


def test_a_key_that_is_no_text_is_refused():
    told = refusal_of(ffi.read_python_call, "shop", "event", {"data": {None: 1, 7: 2}})

    assert told == "[shop] event: 1 problem\n  - data: a key is a text; got NoneType"


def test_half_of_a_surrogate_pair_does_not_cross():
    copied = ffi.write_options({"data": {chr(0xD800): ["a" + chr(0xDFFF), "\U0001f600"]}})

    assert copied == {"data": {"\ufffd": ["a\ufffd", "\U0001f600"]}}


def test_what_is_shared_counts_as_often_as_it_would_be_sent():
    shared = "x" * 10_000
    for _ in range(11):
        shared = [shared, shared]

    told = ""
    try:
        ffi.write_options({"data": {"a": shared}})
    except ValueError as error:
        told = str(error)

    assert "the options are larger than 10 MB of JSON" in told, told


def test_of_many_problems_twenty_are_told():
    told = refusal_of(ffi.read_python_call, "shop", "event", {"data": {"a": [print] * 1000}})

    assert len(told.split("\n")) == 21, told


def refusal_of(call, *arguments):
    try:
        call(*arguments)
    except errors.CommandError as error:
        return str(error)
    return "nothing was refused"


def test_options_may_come_as_keywords():
    options = {"type": "a", "data": {"plan": "gold"}}

    assert ffi.with_keywords("shop", "event", None, {}) is None
    assert ffi.with_keywords("shop", "event", options, {}) is options
    assert ffi.with_keywords("shop", "event", None, {"type": "x"}) == {"type": "x"}
    assert ffi.with_keywords("shop", "event", options, {"type": "x"}) == {
        "type": "x", "data": {"plan": "gold"},
    }
    assert options == {"type": "a", "data": {"plan": "gold"}}


def test_keywords_beside_options_that_are_no_dict_are_refused():
    told = refusal_of(ffi.with_keywords, "shop", "event", ["x"], {"type": "x", "data": 1})

    assert told == (
        '[shop] "event": keywords (data, type) go with options that are a dict; got list [\'x\']'
    )


def test_an_instance_that_is_named_by_no_text_is_refused_with_the_way_to_write_it():
    for name, shown in (
        ({"name": "x"}, "dict {'name': 'x'}"), (None, "NoneType None"), (7, "int 7"),
    ):
        told = refusal_of(ffi.check_instance, "create_instance", name, (), ())

        assert told == (
            "[alloy] create_instance: the name of an instance is a text, as in "
            'create_instance("shop"); got ' + shown
        )


def test_monitors_and_components_that_are_no_list_are_refused():
    for monitors, components, told in (
        ({"a": 1}, (), "monitors is a list, as in monitors=[…]; got dict {'a': 1}"),
        ((), "consent", "components is a list, as in components=[…]; got str 'consent'"),
        (7, (), "monitors is a list, as in monitors=[…]; got int 7"),
    ):
        found = refusal_of(ffi.check_instance, "create_instance", "shop", monitors, components)

        assert found == "[shop] create_instance: " + told
    fine = refusal_of(ffi.check_instance, "install", "shop", [], ["consent"])
    assert fine == "nothing was refused"
