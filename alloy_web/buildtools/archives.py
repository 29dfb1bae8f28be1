"""
The wheel and the zip file that PyScript pages load: the same input gives the same bytes.

The wheel is written here, and not by the packaging backend, because it is another one than that
of the package index: joined into two modules, without tests and tools. Its build tag tells it
apart, so that nobody takes one for the other.
"""

import base64
import hashlib
import io
import zipfile

METADATA = """\
Metadata-Version: 2.4
Name: {name}
Version: {version}
Summary: A Web SDK for the Adobe Experience Edge Network, in Python: the modules for pages
License-Expression: Apache-2.0
"""
LICENSE_FILE = "License-File: {}\n"

WHEEL = """\
Wheel-Version: 1.0
Generator: alloy_web.buildtools
Build: 0page
Root-Is-Purelib: true
Tag: py3-none-any
"""


def wheel_name(name, version):
    return f"{name}-{version}-0page-py3-none-any.whl"


def wheel(name, version, files, licenses):
    """The bytes of a wheel of `{path: bytes}`, in this order, and of such license files."""
    folder = f"{name}-{version}.dist-info"
    metadata = METADATA.format(name=name.replace("_", "-"), version=version)
    metadata += "".join(map(LICENSE_FILE.format, licenses))
    files = {
        **files,
        f"{folder}/METADATA": metadata.encode(),
        f"{folder}/WHEEL": WHEEL.encode(),
        # After others of that folder: PyScript's unzip for MicroPython makes one level at a time.
        **{f"{folder}/licenses/{path}": content for path, content in licenses.items()},
    }
    record = [f"{path},{_record_hash(content)},{len(content)}\n" for path, content in files.items()]
    files[f"{folder}/RECORD"] = "".join([*record, f"{folder}/RECORD,,\n"]).encode()
    return zipped(files)


def zipped(files):
    """The bytes of a zip file of `{path: bytes}`, in this order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, content in files.items():
            # The oldest time a zip file can hold: the real one would change the bytes.
            entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, compresslevel=9)
    return buffer.getvalue()


def _record_hash(content):
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest())
    return "sha256=" + digest.decode().rstrip("=")
