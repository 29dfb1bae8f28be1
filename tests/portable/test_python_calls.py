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
