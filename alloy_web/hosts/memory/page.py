"""
A page of HTML for the memory host: the steps of rendering/actions.py, carried out on a tree.

For CPython, with Beautiful Soup and html5lib, which reads HTML as browsers do. Nothing runs here:
scripts and images of offers stand in the tree, and elements that are not there are not waited for.
A shadow root is one that the HTML declares: `<template shadowrootmode="open">`.
"""

import json

from bs4 import BeautifulSoup
from bs4.dammit import EntitySubstitution
from bs4.element import Tag
from bs4.formatter import HTMLFormatter

from alloy_web.hosts.memory import selectors

MARK = "data-adobe-proposition-ids"
ADOPTED = "data-alloy-adopted"
INTERACT = "data-aep-interact-id"
LABEL = "data-aep-click-label"
TOKEN = "data-aep-click-token"


class _Formatter(HTMLFormatter):
    def attributes(self, tag):
        """In their order; usually they are sorted."""
        return tag.attrs.items()


_AS_IN_BROWSERS = _Formatter(EntitySubstitution.substitute_xml, void_element_close_prefix="")


class HtmlPage:
    """
    `perform(action)` changes the page and returns what hosts return for it; `html()` is the page
    as text, `report` has a line for each action (see `alloy_web.testing`).
    """

    def __init__(self, html):
        self._is_whole = "<html" in html.lower()
        self._tree = BeautifulSoup(html, "html5lib")
        self._applied = {}
        self._last_number = 0
        # What was shown in an element, by the number it was given.
        self._tracked = {}
        self.report = []

    @property
    def title(self):
        """As `document.title`."""
        found = self._tree.select_one("title")
        return " ".join(found.get_text().split()) if found else ""

    @property
    def base(self):
        """What relative addresses are relative to, beside the page's own; or ""."""
        found = self._tree.select_one("base[href]")
        return found["href"] if found else ""

    def query(self, selector):
        """The elements that match, as the page's code finds them; ValueError as a browser's."""
        return [each for each in selectors.select(self._tree, selector) if not _is_in_shadow(each)]

    def clicked_content(self, path, targets):
        """What stands around a click; see `clicked_content` in hosts/contract.py."""
        facts = []
        for element in path + (list(path[-1].parents) if path else []):
            if element.name in ("html", "[document]"):
                break
            keys = self._tracked.get(element.get(INTERACT), [])
            label, token = element.get(LABEL), element.get(TOKEN)
            found = [
                index for index, target in enumerate(targets) if self._is_target(element, target)
            ]
            if keys or label or token or found:
                facts.append(
                    {"keys": list(keys), "label": label, "token": token, "matches": found}
                )
        return facts

    def _is_target(self, element, target):
        if isinstance(target, str):
            return selectors.matches(element, target)
        return any(element is each for each in self._select({"segments": target}))

    def html(self):
        """The page; only what is in its body, where it was given without `<html>`."""
        if self._is_whole:
            return self._tree.decode(formatter=_AS_IN_BROWSERS)
        parts = self._tree.select("html > head, html > body")
        return "".join([part.decode_contents(formatter=_AS_IN_BROWSERS) for part in parts])

    def perform(self, action):
        outcome = self._outcome(action)
        line = {"selector": action["selector"], "applied": outcome["ok"]}
        if outcome["ok"]:
            line["elements"] = outcome["elements"]
        else:
            line["why"] = outcome["error"]
        self.report.append(line)
        return outcome

    def _outcome(self, action):
        if action.get("adopted"):
            return {"ok": True, "elements": self._adopt(action)}
        try:
            elements = self._select(action)
            if not elements:
                return {"ok": False, "error": "no element matches " + action["selector"]}
            steps, once = _steps_for(action, elements[0])
            changed = [element for element in elements if self._carry_out(
                element, steps, once, action.get("track")
            )]
        except ValueError as error:
            return {"ok": False, "error": str(error)}
        except Exception as error:
            return {"ok": False, "error": type(error).__name__ + ": " + str(error)}
        return {"ok": True, "elements": len(changed)}

    def _adopt(self, action):
        """Mark and track what a server has put here; how many elements it did it for."""
        name = action["adopted"]
        all_of_them = self._tree.select(f"[{ADOPTED}]")
        changed, added, targets = (
            [each for each in all_of_them if sign + name in str(each[ADOPTED]).split(" ")]
            for sign in ("", "+", "@")
        )
        for each in changed if action.get("track") else ():
            self._track(each, action["track"])
        nodes = [each for each in changed + added if not any(each is one for one in targets)]
        for target in targets:
            steps, once = _steps_for(action, target)
            if once:
                # What is text alone goes with the element that it was for.
                is_new = steps[0][0] == "insert" and bool(nodes)
                self._mark(target, once, steps, nodes if is_new else nodes + [target], is_new)
        return len(targets or changed)

    # ---- Finding

    def _select(self, action):
        if "segments" not in action:
            return self.query(action["selector"])
        scope: Tag = self._tree
        found = []
        for css, index, enters in action["segments"]:
            found = selectors.select(scope, ":scope " + css if css.startswith(">") else css)
            found = [each for each in found if _shadow_of(each) is _shadow_of(scope, True)]
            if index is not None:
                found = found[index:index + 1]
            if not found:
                return found
            scope = found[0]
            if enters:
                shadow = scope.find("template", attrs={"shadowrootmode": True}, recursive=False)
                if not shadow:
                    return found
                scope = shadow
        return found

    # ---- Changing

    def _carry_out(self, element, steps, once, track):
        """False where the element has this content already."""
        if once and self._is_repeated(element, once, json.dumps(steps)):
            return False
        nodes = []
        for verb, *arguments in steps:
            touched, marked = getattr(self, "_do_" + verb)(element, *arguments)
            nodes.extend(touched)
            if track:
                for each in marked:
                    self._track(each, track)
        if once:
            self._mark(element, once, steps, nodes, steps[-1][0] == "insert")
        return True

    def _mark(self, element, once, steps, nodes, is_new):
        # The element is kept, so that its id is not given to another.
        known = self._applied.setdefault(id(element), (element, {}))[1]
        known[once[1]] = (json.dumps(steps), nodes, is_new)
        marks = set(element.get(MARK, "").split(","))
        marks.add(once[0])
        element[MARK] = ",".join(sorted(marks))

    def _is_repeated(self, element, once, text):
        if id(element) not in self._applied:
            adopted = element.get(ADOPTED, "").split(" ")
            return (
                once[0] in element.get(MARK, "").split(",")
                or "@" + once[1].replace(" ", "_") in adopted
            )
        before = self._applied[id(element)][1].get(once[1])
        if not before:
            return False
        said, nodes, is_new = before
        is_there = any(self._tree in node.parents for node in nodes)
        if is_there and said == text:
            return True
        if is_there and is_new:
            for node in nodes:
                node.extract()
        return False

    def _track(self, element, track):
        if not element.get(INTERACT):
            self._last_number += 1
            element[INTERACT] = str(self._last_number)
        self._tracked.setdefault(element[INTERACT], {})[track["key"]] = True
        if track.get("label") and element.get(LABEL) is None:
            element[LABEL] = track["label"]

    def _do_insert(self, element, where, html):
        tree = BeautifulSoup("<body>" + html, "html5lib")
        nodes = [node for body in tree.select("html > body") for node in body.contents]
        if where == "head":
            elements = [node for node in nodes if isinstance(node, Tag)]
            nodes = [node for node in elements if node.name in ("script", "link", "style")]
        for node in nodes:
            node.extract()
        if where == "all":
            element.clear()
        first = element.find(True, recursive=False)
        if where == "after":
            following = element.find_next_sibling(True)
            for node in nodes:
                following.insert_before(node) if following else element.parent.append(node)
        elif where == "before":
            element.insert_before(*nodes)
        elif where == "prepend" and first:
            first.insert_before(*nodes)
        else:
            element.extend(nodes)
        if where in ("all", "append", "head"):
            return nodes, [element]
        return nodes, [node for node in nodes if isinstance(node, Tag)]

    def _do_text(self, element, text):
        element.string = text
        return [], [element]

    def _do_attributes(self, element, pairs):
        for name, value in pairs:
            element[name] = value
        return [], [element]

    def _do_style(self, element, pairs):
        # One of each name, as a browser writes them.
        styles = {}
        for part in element.get("style", "").split(";"):
            name, colon, value = part.partition(":")
            if colon:
                styles[name.strip().lower()] = value.strip()
        for name, value, priority in pairs:
            is_kept = "!important" in styles.get(name, "") and not priority
            if not is_kept:
                styles.pop(name, None)
                styles[name] = value + (f" !{priority}" if priority else "")
        element["style"] = " ".join([f"{name}: {styles[name]};" for name in styles])
        return [], [element]

    def _do_image(self, element, url):
        if element.name != "img":
            return [], []
        element["src"] = url
        return [], [element]

    def _do_rearrange(self, element, start, end):
        children = element.find_all(True, recursive=False)
        if min(start, end) < 0 or max(start, end) >= len(children) or start == end:
            return [], []
        moved, target = children[start], children[end]
        moved.extract()
        target.insert_after(moved) if start < end else target.insert_before(moved)
        return [moved, target], [moved, target]

    def _do_remove(self, element):
        element.extract()
        return [], []

    def _do_collect(self, element):
        return [], [element]


def _shadow_of(element, is_itself=False):
    """The shadow root that an element is in, or None; `is_itself`: it may be one."""
    around = list(element.parents)
    for each in [element] + around if is_itself else around:
        if each.name == "template" and each.get("shadowrootmode"):
            return each
    return None


def _is_in_shadow(element):
    return _shadow_of(element, True) is not None


def _steps_for(action, element):
    """
    The steps, and the id of what is not to be repeated, or None.

    Text content for the HEAD is markup, whatever the action. Source: specification, PERS-52.
    """
    head = action.get("head")
    if head and element.name == "head":
        for step in action["steps"]:
            if step[0] in ("insert", "text", "image"):
                return [["insert", "head", step[-1]]], None if head is True else head
    return action["steps"], action.get("once")
