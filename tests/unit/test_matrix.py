"""The tables of docs/matrix.md: what a run did not count stays."""

from tests.browser.matrix import BEGIN, END, KEPT, LEAVING, Matrix


def written(path, *counts, **browsers):
    matrix = Matrix()
    matrix.browsers = browsers
    for count in counts:
        matrix.count(*count)
    matrix.write(path)
    return path.read_text().split("\n")


def test_a_run_adds_to_the_tables_what_it_counted_and_leaves_the_rest(tmp_path):
    path = tmp_path / "matrix.md"
    path.write_text(f"Before\n{BEGIN}\n{END}\nAfter\n")
    written(
        path, (LEAVING, "in pagehide", "Chromium", 3, 3), (KEPT, "2 tabs", "Chromium", 5, 5),
        Chromium="156.0.1",
    )

    text = written(path, (KEPT, "2 tabs", "Firefox", 4, 5), (KEPT, "offline", "Firefox", 1, 1),
                   Firefox="153.7")
    assert text == [
        "Before", BEGIN, "Browsers: Chromium 156.0.1, Firefox 153.7.", "",
        f"{LEAVING}:", "",
        "| | Chromium |", "|---|---|", "| in pagehide | 3 |", "",
        f"{KEPT}:", "",
        "| | Chromium | Firefox |", "|---|---|---|",
        "| 2 tabs | 5 | **4** |", "| offline | - | 1 |",
        END, "After", "",
    ]


def test_what_is_counted_anew_takes_the_place_of_what_stood_there(tmp_path):
    path = tmp_path / "matrix.md"
    path.write_text(f"{BEGIN}\n{END}\n")
    written(path, (KEPT, "2 tabs", "Chromium", 5, 5))

    text = written(path, (KEPT, "2 tabs", "Chromium", 6, 6))
    assert "| 2 tabs | 6 |" in text
    assert "| 2 tabs | 5 |" not in text
