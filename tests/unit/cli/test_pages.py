"""Pages that are slow, broken or no pages: said in one sentence, and in time."""

import contextlib
import gzip
import socket
import threading
import zlib

import pytest

from alloy_web.cli import texts

from .kit import run


@contextlib.contextmanager
def server(answer):
    """A server that gives each connection to `answer`; yields its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        def serve():
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    threading.Thread(target=guarded, args=[connection], daemon=True).start()

        def guarded(connection):
            with contextlib.suppress(OSError), connection:
                connection.recv(4096)
                answer(connection)

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"


def replying(status="200 OK", kind="text/html", body=b"", more=""):
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}Connection: close\r\n\r\n"
    return lambda connection: connection.sendall(head.encode() + body)


@pytest.mark.parametrize("verb", ["doctor", "migrate"])
def test_a_page_that_hangs_is_given_up(verb):
    done = threading.Event()
    with server(lambda connection: done.wait()) as url:
        status, out, err = run(verb, url, "--timeout", "0.2")
    done.set()

    assert (status, out) == (2, "")
    assert err == f"alloy-web {verb}: {url}: no answer in 0.2 s\n"


def test_a_page_that_comes_a_letter_at_a_time_for_ever_is_given_up():
    done = threading.Event()

    def drip(connection):
        replying()(connection)
        while not done.wait(0.02):
            connection.sendall(b"x")

    with server(drip) as url:
        status, _, err = run("doctor", url, "--timeout", "0.3")
    done.set()

    assert status == 2
    assert "no answer in 0.3 s" in err


@pytest.mark.parametrize("answer, told", [
    (replying(kind="application/pdf", body=b"%PDF-1.7"),
     "this is no HTML page but application/pdf"),
    (replying(kind="text/html", body=b"\0\1\2"), "is no text"),
    (replying("404 Not Found"), "the server answered 404 Not Found"),
    (lambda connection: connection.sendall(b"hello\r\n\r\n"), "cannot be read"),
    (lambda connection: None, "cannot be read"),
])
def test_what_is_no_page_is_told(answer, told):
    with server(answer) as url:
        status, out, err = run("doctor", url)

    assert (status, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1


def test_what_a_server_redirects_to_is_told():
    with server(replying("302 Found", more="Location: /\r\n")) as url:
        _, _, circle = run("doctor", url)
    with server(replying("302 Found", more="Location: ftp://a.example/\r\n")) as url:
        _, _, elsewhere = run("doctor", url)

    assert circle.endswith("/: redirects in a circle\n")
    assert elsewhere.endswith("/: redirects to ftp://a.example/, which is no http address\n")


_PAGE = b"<!doctype html><title>fern\xc3\xa9</title>"


@pytest.mark.parametrize("more, body", [
    ("Content-Encoding: gzip\r\n", gzip.compress(_PAGE)),
    ("Content-Encoding: deflate\r\n", zlib.compress(_PAGE)),
    ("Content-Encoding: deflate\r\n", zlib.compress(_PAGE, wbits=-15)),
    ("Content-Encoding: identity\r\n", _PAGE),
    ("", _PAGE.decode().encode("utf-16")),
    ("", b"\xef\xbb\xbf" + _PAGE),
], ids=["gzip", "zlib", "deflate", "identity", "utf-16", "utf-8-sig"])
def test_a_page_is_read_as_its_server_has_coded_it(more, body):
    with server(replying(more=more, body=body)) as url:
        found = texts.read(url, 20)

    assert found.text == "<!doctype html><title>ferné</title>"


def test_a_page_is_read_in_the_letters_that_its_type_names():
    with server(replying(kind="text/html; charset=iso-8859-1", body=b"fern\xe9")) as url:
        latin = texts.read(url, 20).text
    with server(replying(kind="text/html; charset=klingon", body=b"fern\xc3\xa9")) as url:
        unknown = texts.read(url, 20).text

    assert (latin, unknown) == ("ferné", "ferné")


@pytest.mark.parametrize("coding, body, told", [
    ("br", b"\x1b\x03page", "comes coded as br, which was not asked for"),
    ("gzip", b"no gzip", "is no gzip, although its server says so"),
    ("gzip", gzip.compress(_PAGE)[:-20], "is no gzip, although its server says so"),
    ("gzip", gzip.compress(b" " * 11_000_000), "is larger than 10 MB"),
], ids=["br", "no-gzip", "cut", "bomb"])
def test_a_coding_that_cannot_be_undone_is_told(coding, body, told):
    with server(replying(more=f"Content-Encoding: {coding}\r\n", body=body)) as url:
        status, _, err = run("doctor", url)

    assert (status, err) == (2, f"alloy-web doctor: {url}: {told}\n")


def test_a_page_whose_server_names_no_type_is_looked_at():
    head = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
    with server(lambda connection: connection.sendall(head + _PAGE)) as url:
        status, out, _ = run("doctor", url)

    assert status == 1
    assert "There is no Web SDK on this page" in out


def test_addresses_may_have_any_letters():
    asked = []

    def answer(connection):
        asked.append(1)
        replying(body=_PAGE)(connection)

    with server(answer) as url:
        statuses = [run("doctor", url + each)[0] for each in ("é?q=é", "a b", "100%25", "%zz")]

    assert statuses == [1, 1, 1, 1]
    assert len(asked) == 4


@pytest.mark.parametrize("verb", ["doctor", "migrate"])
def test_an_address_that_is_none_is_told(verb):
    status, out, err = run(verb, "http://[")

    assert (status, out) == (2, "")
    assert err == f"alloy-web {verb}: http://[: is no address (Invalid IPv6 URL)\n"


@pytest.mark.parametrize("verb", ["doctor", "migrate"])
@pytest.mark.parametrize("head", [
    '<base href="http://[">', '<script src="http://["></script>',
    '<script src="//[/alloy.js"></script>',
    "<script>import('http://[/alloy.js'); load('http://[/alloy.js', {})</script>",
    '<script>alloy("configure", {edgeDomain: "http://["})</script>',
    '<script>alloy("configure", {edgeDomain: "[", orgId: "[", datastreamId: "a:b"})</script>',
    '<meta http-equiv="content-security-policy" content="script-src http://[; connect-src a:b:c">',
])
def test_addresses_in_a_page_may_be_none(tmp_path, verb, head):
    page = tmp_path / "page.html"
    page.write_text(f'<!doctype html>{head}<script src="alloy.js"></script>'
                    '<script>alloy("configure", {orgId: "A@AdobeOrg", datastreamId: "1"})</script>')
    status, out, err = run(verb, page)

    assert (status in (0, 1), err) == (True, "")
    assert out.startswith(f"{page.as_uri() if verb == 'doctor' else page}:")


@pytest.mark.parametrize("source, told", [
    ("", "name an address or a file"),
    ("shop.example", "cannot be read (No such file or directory); an address begins with https://"),
    ("localhost:8000/cart",
     "cannot be read (No such file or directory); an address begins with https://"),
    ("no-such.html", "cannot be read (No such file or directory)"),
])
def test_what_is_neither_an_address_nor_a_file_is_told(source, told):
    _, _, err = run("doctor", source)

    assert err == f"alloy-web doctor: {source and source + ': '}{told}\n"


def test_a_page_that_is_not_ours_is_told_to_have_no_sdk():
    with server(replying(body=b"<!doctype html><title>News</title>")) as url:
        status, out, _ = run("doctor", url)

    assert status == 1
    assert "There is no Web SDK on this page" in out


def test_scripts_of_the_page_are_read_and_those_of_other_hosts_are_not():
    asked = []

    def answer(connection):
        replying(body=b"<!doctype html><script src='/own.js'></script>"
                 b"<script src='http://127.0.0.2:9/other.js'></script>")(connection)

    with server(lambda connection: (asked.append(1), answer(connection))) as url:
        run("doctor", url)

    assert len(asked) == 2


@pytest.mark.parametrize("name, content, told", [
    ("no/such.html", None, "cannot be read (No such file or directory)"),
    ("photo.png", b"\x89PNG\0\0", "is no text"),
    ("words.txt", b"Just words", "this is no HTML page but .txt"),
])
def test_a_file_that_is_no_page_is_told(tmp_path, name, content, told):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    status, _, err = run("doctor", tmp_path / name)

    assert status == 2
    assert told in err


def test_other_schemes_are_refused():
    status, _, err = run("doctor", "ftp://a.example/")

    assert (status, err) == (
        2, "alloy-web doctor: ftp://a.example/: only http and https addresses can be read\n"
    )
