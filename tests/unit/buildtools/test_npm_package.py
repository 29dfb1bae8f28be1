"""The package for npm: packed as npm does, and read by Node and by TypeScript as a site would."""

import json
import subprocess
import tarfile
import tomllib

import pytest

from alloy_web.buildtools import environment, npm_package
from alloy_web.buildtools.environment import ROOT

PAGE = """
import { components, createCustomInstance, createInstance } from "alloy-web";
import type { Alloy, EventOptions } from "alloy-web";
import { baseCode } from "alloy-web/snippets";
import "alloy-web/alloy.js";

const shop: Alloy = createInstance({ name: "shop", monitors: [] });
const small = createCustomInstance({ components: [components.audiences] });
shop("configure", { orgId: "A@AdobeOrg", datastreamId: "1", autoViews: true });
const view: EventOptions = { type: "viewStart" };
shop("event", view).then((result) => result.requestBody);
small("getIdentity").then((result) => result.identity);
window.alloy("event", { type: baseCode });
// @ts-expect-error: a name with a mistake
shop("sendEvnt", {});
// @ts-expect-error: what is required is missing
shop("configure", { orgId: "A@AdobeOrg" });
// @ts-expect-error: there is no such option of instances
createInstance({ nmae: "shop" });
"""


@pytest.fixture(scope="module")
def site(dist, tmp_path_factory):
    """A folder with the package in its node_modules, as `npm install` puts it."""
    folder = tmp_path_factory.mktemp("npm")
    made = folder / "made"
    made.mkdir()
    npm_package.write(made)
    with tarfile.open(npm_package.pack(made)) as archive:
        archive.extractall(folder / "node_modules", filter="data")
    (folder / "node_modules/package").rename(folder / "node_modules/alloy-web")
    return folder


@pytest.fixture(scope="module")
def package(site):
    return site / "node_modules/alloy-web"


def test_all_that_its_description_names_is_there(package):
    told = json.loads((package / "package.json").read_text())
    named = [told["main"], told["module"], told["types"], told["unpkg"], told["jsdelivr"]]
    for export in told["exports"].values():
        named += export.values() if isinstance(export, dict) else [export]

    assert [name for name in named if not (package / name).is_file()] == []
    assert "private" not in told
    # Addresses are those of the project, and none where it has none.
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert ("repository" in told) == ("Repository" in project.get("urls", {}))
    assert not {"homepage", "bugs"} & {*told}


def test_it_has_the_built_files_with_maps_and_second_file(package):
    names = {file.name for file in package.iterdir()}
    script = (package / "alloy.js").read_text()
    module = (package / "alloy.module.js").read_text()

    assert script == (ROOT / "static/dist/alloy.js").read_text()
    [its_map] = [line for line in script.splitlines() if "sourceMappingURL" in line]
    assert its_map.rpartition("=")[2] in names
    [second] = [name for name in names if name.startswith("alloy.extras-") and name[-3:] == ".js"]
    assert f'"./{second}"' in module
    sources = json.loads((package / "alloy.module.js.map").read_text())["sources"]
    assert "alloy_web/engine/edge.py" in sources


def test_each_pack_is_the_same_file(site, tmp_path):
    npm_package.write(tmp_path)

    [first] = (site / "made").glob("*.tgz")
    assert npm_package.pack(tmp_path).read_bytes() == first.read_bytes()


@pytest.mark.parametrize("resolution", ["bundler", "nodenext"])
def test_typescript_takes_a_page_and_refuses_its_mistakes(site, resolution):
    (site / "page.mts").write_text(PAGE, "utf-8")
    module = "esnext" if resolution == "bundler" else "nodenext"
    done = subprocess.run(
        [
            environment.node(), str(ROOT / "node_modules/typescript/bin/tsc"), "--noEmit",
            "--strict", "--target", "es2022", "--lib", "es2022,dom", "--module", module,
            "--moduleResolution", resolution, "page.mts",
        ],
        cwd=site, capture_output=True, text=True,
    )

    assert done.stdout + done.stderr == ""
    assert done.returncode == 0


def test_a_server_that_renders_pages_may_import_it(site):
    (site / "server.mjs").write_text("""
      import * as sdk from "alloy-web";
      import { baseCode, firstFlight } from "alloy-web/snippets";
      const alloy = sdk.createInstance({ name: "a" });
      const answer = await alloy("configure", {});
      const told = [Object.keys(sdk), answer, baseCode, firstFlight, sdk.components];
      console.log(JSON.stringify(told));
    """)
    done = subprocess.run(
        [environment.node(), "server.mjs"], cwd=site, capture_output=True, text=True, check=True
    )

    names, answer, base_code, first_flight, components = json.loads(done.stdout)
    assert names == ["components", "createCustomInstance", "createInstance"]
    assert answer == {}
    assert base_code == (ROOT / "static/dist/base_code.js").read_text()
    assert first_flight == (ROOT / "static/dist/first_flight.js").read_text()
    assert components["audiences"] == "audiences"
