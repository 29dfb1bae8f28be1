"""The lines for the head of a page."""

from alloy_web.buildtools import recipes


def test_every_file_is_named_and_what_the_script_cannot_check_has_its_hash():
    names = {
        "wasm": "micropython-1.wasm", "runtime": "micropython-2.mjs", "sdk": "sdk-3.mpy",
        "loader": "alloy-4.js",
    }  # fmt: skip
    files = {name: b"content of " + name.encode() for name in names.values()}

    head = recipes.head(names, files).decode()

    assert head.split() == [
        "<link", 'rel="preload"', 'href="/dist/micropython-1.wasm"', 'as="fetch">',
        "<link", 'rel="preload"', 'href="/dist/sdk-3.mpy"', 'as="fetch">',
        "<link", 'rel="modulepreload"', 'href="/dist/micropython-2.mjs"',
        f'integrity="{recipes.integrity(b"content of micropython-2.mjs")}">',
        "<script", 'src="/dist/alloy-4.js"', "async", 'fetchpriority="high"',
        f'integrity="{recipes.integrity(b"content of alloy-4.js")}"></script>',
    ]  # fmt: skip


def test_the_hash_is_what_browsers_check():
    # echo -n alert | openssl dgst -sha384 -binary | base64
    told = recipes.integrity(b"alert")

    assert told == ("sha384-nOir8ha5qWAN0rJEgRU1akEoMfttINSt8xH94lyyPinWtGV1dfaKRFB717w/wFDt")
