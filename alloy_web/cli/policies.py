"""
What a content security policy lets through, of what the Web SDK needs.

Source: Content Security Policy Level 3 (w3.org/TR/CSP3), matching of sources.
"""


from alloy_web.cli.shipped import integrity
from alloy_web.cli.texts import split

_HASHES = ("sha256", "sha384", "sha512")


class Policy:
    """One policy, from a header or a meta element."""

    def __init__(self, text):
        self.directives = {}
        for part in text.split(";"):
            words = part.split()
            # Of a directive that is there twice, the first counts.
            if words and words[0].lower() not in self.directives:
                self.directives[words[0].lower()] = words[1:]

    def sources(self, *names):
        """The sources of the first of these directives that is there; None: all are allowed."""
        return next((self.directives[name] for name in names if name in self.directives), None)

    def allows_script(self, script, page_url):
        """May this script of the page (pages.py) run?"""
        sources = self.sources("script-src-elem", "script-src", "default-src")
        if sources is None or self._is_named(script, sources):
            return True
        is_strict = "'strict-dynamic'" in sources
        if script.is_inline:
            has_names = any(each.startswith(("'nonce-", "'sha")) for each in sources)
            return "'unsafe-inline'" in sources and not has_names and not is_strict
        return not is_strict and _is_allowed(script.url, sources, page_url)

    def advice(self, url, page_url):
        """What lets a script's file through."""
        sources = self.sources("script-src-elem", "script-src", "default-src") or []
        if "'strict-dynamic'" in sources:
            return "Give it a nonce: with 'strict-dynamic' no address counts."
        target = split(url)
        is_own = _origin(target) == _origin(split(page_url))
        source = "'self'" if is_own else f"{target.scheme}://{target.netloc}"
        return f"Add {source} to script-src, or give it a nonce."

    def allows_connection(self, url, page_url):
        """May the page send requests there?"""
        sources = self.sources("connect-src", "default-src")
        return sources is None or _is_allowed(url, sources, page_url)

    def allows_trusted_types(self, name):
        """May the page make a policy of this name, where it asks for Trusted Types?"""
        if "require-trusted-types-for" not in self.directives:
            return True
        names = self.directives.get("trusted-types")
        return names is None or name in names or "*" in names

    def _is_named(self, script, sources):
        nonce = script.attributes.get("nonce")
        if nonce and f"'nonce-{nonce}'" in sources:
            return True
        if not script.is_inline:
            return False
        content = (script.text or "").encode("utf-8", "surrogatepass")
        return any(f"'{integrity(content, name)}'" in sources for name in _HASHES)


def policies(page):
    """Those of a page: from its headers and from its meta elements."""
    header = page.source.headers.get("content-security-policy", "")
    return [Policy(text) for text in [*header.split(","), *page.policies] if text.strip()]


def _is_allowed(url, sources, page_url):
    return any(_matches(url, source, page_url) for source in sources)


def _matches(url, source, page_url):
    target, page = split(url), split(page_url)
    if source == "*":
        return target.scheme in ("http", "https", "ws", "wss", page.scheme)
    if source == "'self'":
        return _origin(target) == _origin(page)
    if source.startswith("'"):
        return False
    if source.endswith(":") and "/" not in source:
        return _is_scheme(source[:-1].lower(), target.scheme)
    scheme, slashes, rest = source.partition("://")
    wanted = scheme.lower() if slashes else page.scheme
    host, _, path = (rest if slashes else source).partition("/")
    host, _, port = host.lower().partition(":")
    return (
        _is_scheme(wanted, target.scheme)
        and _is_host(host, target.hostname or "")
        and port in ("", "*", str(_port(target)))
        and (port or _port(target) in (80, 443, None))
        and (not path or _is_path("/" + path, target.path))
    )


def _is_scheme(wanted, scheme):
    # What may come over http may come over https.
    return scheme == wanted or (wanted, scheme) == ("http", "https")


def _is_host(pattern, host):
    return host == pattern or (pattern.startswith("*.") and host.endswith(pattern[1:]))


def _is_path(pattern, path):
    return path.startswith(pattern) if pattern.endswith("/") else path == pattern


def _origin(parts):
    return parts.scheme, parts.hostname, _port(parts)


def _port(parts):
    try:
        return parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return None
