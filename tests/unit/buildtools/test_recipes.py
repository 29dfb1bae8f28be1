"""The lines for the head of a page."""

from alloy_web.buildtools import recipes


def test_the_script_is_named_by_its_content_and_has_its_hash():
    head = recipes.head("alloy-3.js", b"content of alloy-3.js").decode()

    assert head.split() == [
        "<link", 'rel="preconnect"', 'href="https://edge.adobedc.net">',
        "<script", 'src="/dist/alloy-3.js"', "async", 'fetchpriority="high"',
        f'integrity="{recipes.integrity(b"content of alloy-3.js")}"></script>',
    ]  # fmt: skip


def test_the_hash_is_what_browsers_check():
    # echo -n alert | openssl dgst -sha384 -binary | base64
    told = recipes.integrity(b"alert")

    assert told == ("sha384-nOir8ha5qWAN0rJEgRU1akEoMfttINSt8xH94lyyPinWtGV1dfaKRFB717w/wFDt")
