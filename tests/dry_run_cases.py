"""What offers and selectors do, in the dry run on HTML and in a browser alike."""

NS = "https://ns.adobe.com/personalization/"

LIST = '<ul id="l"><li>0</li><li>1</li><li>2</li></ul>'

# Name, HTML of the body, actions (type, selector, content), HTML of the body afterwards.
ACTIONS = [
    ("setHtml", '<p id="a">x</p>', [("setHtml", "#a", "1<b>2</b>")], '<p id="a">1<b>2</b></p>'),
    ("setText", '<p id="a">x</p>', [("setText", "#a", "a < b")], '<p id="a">a &lt; b</p>'),
    ("appendHtml", '<p id="a">x</p>', [("appendHtml", "#a", "<b>2</b>")],
     '<p id="a">x<b>2</b></p>'),
    ("prependHtml", '<p id="a">x<u>y</u></p>', [("prependHtml", "#a", "<b>2</b>")],
     '<p id="a">x<b>2</b><u>y</u></p>'),
    ("insertBefore", '<p id="a">x</p>', [("insertBefore", "#a", "1<b>2</b>")],
     '1<b>2</b><p id="a">x</p>'),
    ("insertAfter", '<p id="a">x</p><i>z</i>', [("insertAfter", "#a", "1<b>2</b>")],
     '<p id="a">x</p>1<b>2</b><i>z</i>'),
    ("replaceHtml", '<p id="a">x</p><i>z</i>', [("replaceHtml", "#a", "<b>2</b>")],
     "<b>2</b><i>z</i>"),
    ("customCode", '<p id="a">x</p>', [("customCode", "#a", "<b>2</b>")],
     '<p id="a">x<b>2</b></p>'),
    ("setAttribute", '<p id="a">x</p>', [("setAttribute", "#a", {"title": "t"})],
     '<p id="a" title="t">x</p>'),
    ("setStyle", '<p id="a">x</p>', [("setStyle", "#a", {"color": "red"})],
     '<p id="a" style="color: red;">x</p>'),
    ("setStyle over another", '<p id="a" style="color: red;">x</p>',
     [("setStyle", "#a", {"color": "blue"})], '<p id="a" style="color: blue;">x</p>'),
    ("rearrange forward", LIST, [("rearrange", "#l", {"from": 0, "to": 2})],
     '<ul id="l"><li>1</li><li>2</li><li>0</li></ul>'),
    ("rearrange back", LIST, [("rearrange", "#l", {"from": 2, "to": 0})],
     '<ul id="l"><li>2</li><li>0</li><li>1</li></ul>'),
    ("rearrange out of range", LIST, [("rearrange", "#l", {"from": 0, "to": 9})], LIST),
    ("remove", '<p id="a">x</p><i>z</i>', [("remove", "#a", None)], "<i>z</i>"),
    ("setImageSource", '<img id="a" alt="">', [("setImageSource", "#a", "data:,")],
     '<img id="a" alt="" src="data:,">'),
    ("setImageSource on what is no image", '<p id="a">x</p>',
     [("setImageSource", "#a", "data:,")], '<p id="a">x</p>'),
    ("all that match", "<b>0</b><b>1</b>", [("setText", "b", "n")], "<b>n</b><b>n</b>"),
    ("the n-th", "<b>0</b><b>1</b>", [("setText", "b:eq(1)", "n")], "<b>0</b><b>n</b>"),
    ("the child of an n-th", "<p><b>0</b></p><p><b>1</b></p>",
     [("setText", "p:eq(1) > b", "n")], "<p><b>0</b></p><p><b>n</b></p>"),
    ("the same twice", '<p id="a">x</p>',
     [("appendHtml", "#a", "<b>2</b>"), ("appendHtml", "#a", "<b>2</b>")],
     '<p id="a">x<b>2</b><b>2</b></p>'),
    ("without a shadow root the one that has none", '<div id="h">x</div>',
     [("setText", "#h:shadow p", "n")], '<div id="h">n</div>'),
]

# A selector, the HTML, and the ids of what matches, or "refused".
SELECTORS = [
    ("b", '<b id="x"></b>', ["x"]),
    ("p > b", '<p><b id="x"></b></p>', ["x"]),
    (":is(b, i)", '<b id="x"></b><i id="y"></i>', ["x", "y"]),
    (":has(b)", '<p id="x"><b></b></p>', None),
    ("p:has(> b)", '<p id="x"><b></b></p><p id="y"></p>', ["x"]),
    ("[id^=x]", '<b id="x1"></b>', ["x1"]),
    ('[id="X" i]', '<b id="x"></b>', ["x"]),
    ("b:nth-child(2)", '<p><b></b><b id="x"></b></p>', ["x"]),
    ("b:nth-of-type(odd)", '<p><b id="x"></b><i></i><b></b></p>', ["x"]),
    ("b:not(#y)", '<b id="x"></b><b id="y"></b>', ["x"]),
    ("b::before", '<b id="x"></b>', []),
    ("b:hover", '<b id="x"></b>', []),
    ("b:focus-visible", '<b id="x"></b>', []),
    ("input:checked", '<input id="x" type="checkbox" checked>', ["x"]),
    ("b[id", '<b id="x"></b>', ["x"]),
    ("b:is(#x", '<b id="x"></b>', ["x"]),
    ('b[id="x', '<b id="x"></b>', ["x"]),
    ("b:contains(x)", '<b id="x">x</b>', "refused"),
    ("b:-soup-contains(x)", '<b id="x">x</b>', "refused"),
    ("b[id!=y]", '<b id="x"></b>', "refused"),
    ("svg|b", '<b id="x"></b>', "refused"),
    ("#1a", '<b id="1a"></b>', "refused"),
    ("b:nonsense", '<b id="x"></b>', "refused"),
    ("b,", '<b id="x"></b>', "refused"),
    ("p[[", '<p id="x"></p>', "refused"),
    ("> b", '<b id="x"></b>', "refused"),
    ("", '<b id="x"></b>', "refused"),
    ("b:not()", '<b id="x"></b>', "refused"),
]


def offers(actions):
    """The actions as propositions, each its own."""
    return [
        {
            "id": f"AT:{number}", "scope": "__view__",
            "scopeDetails": {"decisionProvider": "TGT"},
            "items": [{
                "id": str(number), "schema": NS + "dom-action",
                "data": {"type": kind, "selector": selector, "content": content},
            }],
        }
        for number, (kind, selector, content) in enumerate(actions)
    ]
