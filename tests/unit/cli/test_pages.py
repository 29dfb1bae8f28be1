"""Pages that are slow, broken or no pages: said in one sentence, and in time."""

import contextlib
import socket
import threading

import pytest

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
    (replying("302 Found", more="Location: ftp://a.example/\r\n"), "cannot be read"),
    (lambda connection: connection.sendall(b"hello\r\n\r\n"), "cannot be read"),
    (lambda connection: None, "cannot be read"),
])
def test_what_is_no_page_is_told(answer, told):
    with server(answer) as url:
        status, out, err = run("doctor", url)

    assert (status, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1


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
