"""The lines for the head of a page."""

from alloy_web.buildtools import recipes


def test_every_file_is_named_and_what_the_script_cannot_check_has_its_hash():
    names = {
        "wasm": "micropython-1.wasm", "sdk": "sdk-2.bin", "loader": "alloy-3.js",
    }  # fmt: skip
    files = {name: b"content of " + name.encode() for name in names.values()}

    head = recipes.head(names, files).decode()

    assert head.split() == [
        "<link", 'rel="preconnect"', 'href="https://edge.adobedc.net">',
        "<link", 'rel="preload"', 'href="/dist/micropython-1.wasm"', 'as="fetch">',
        "<link", 'rel="preload"', 'href="/dist/sdk-2.bin"', 'as="fetch">',
        "<script", 'src="/dist/alloy-3.js"', "async", 'fetchpriority="high"',
        f'integrity="{recipes.integrity(b"content of alloy-3.js")}"></script>',
    ]  # fmt: skip


def test_the_hash_is_what_browsers_check():
    # echo -n alert | openssl dgst -sha384 -binary | base64
    told = recipes.integrity(b"alert")

    assert told == ("sha384-nOir8ha5qWAN0rJEgRU1akEoMfttINSt8xH94lyyPinWtGV1dfaKRFB717w/wFDt")
