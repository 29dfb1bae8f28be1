"""Pages that load again when a file of the site changes."""

from alloy_web.devserver import reload
from alloy_web.devserver.server import Server

from .kit import get


def test_the_state_is_another_one_once_a_file_is_changed_made_or_gone(tmp_path):
    (tmp_path / "a.css").write_text("1")
    states = [reload.state([tmp_path])]
    (tmp_path / "a.css").write_text("12")
    states.append(reload.state([tmp_path]))
    (tmp_path / "b").mkdir()
    (tmp_path / "b/c.js").write_text("1")
    states.append(reload.state([tmp_path]))
    (tmp_path / "a.css").unlink()
    states.append(reload.state([tmp_path]))

    assert len({*states}) == 4
    assert reload.state([tmp_path]) == states[-1]


def test_what_is_hidden_or_others_work_does_not_count(tmp_path):
    before = reload.state([tmp_path])
    for name in (".git", "node_modules"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("1")

    assert reload.state([tmp_path]) == before


def test_a_page_gets_the_script_with_the_state_it_is_served_in(tmp_path):
    (tmp_path / "index.html").write_text("<body>Hello</BODY>\n")
    (tmp_path / "app.js").write_text("1")
    with Server(site_dirs=[tmp_path], is_reloading=True) as server:
        page, script = get(server.url).text, get(server.url + "app.js").text
        state = get(server.url + "_edge/changes").json()["state"]
        (tmp_path / "app.js").write_text("12")
        later = get(server.url + "_edge/changes").json()["state"]
        asked = get(server.url + "_edge/reload.js?state=x")

    assert page == f'<body>Hello<script src="/_edge/reload.js?state={state}"></script>\n</BODY>\n'
    assert script == "1"
    assert later != state
    assert asked.headers["content-type"] == "text/javascript; charset=utf-8"


def test_pages_are_left_as_they_are_unless_asked(tmp_path):
    (tmp_path / "index.html").write_text("<body>Hello</body>")
    with Server(site_dirs=[tmp_path]) as server:
        assert get(server.url).text == "<body>Hello</body>"


def test_files_of_dist_come_from_the_package_where_the_site_has_none(tmp_path):
    site, package = tmp_path / "site", tmp_path / "package"
    (site / "dist").mkdir(parents=True)
    package.mkdir()
    for folder, name in ((site / "dist", "a.js"), (package, "a.js"), (package, "b.js")):
        (folder / name).write_text(folder.name)
    with Server(site_dirs=[site], dist=package) as server:
        given = [get(f"{server.url}dist/{name}").text for name in ("a.js", "b.js")]
        outside = get(f"{server.url}b.js").status_code

    assert given == ["dist", "package"]
    assert outside == 404
