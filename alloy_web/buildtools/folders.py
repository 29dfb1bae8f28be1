"""Folders that the build fills, while others may be reading them."""


def write(folder, files, kept=()):
    """
    Make this the folder's content, `{name: bytes}`, and touch only what differs; `kept` are the
    names of other files that stay.
    """
    for name, content in files.items():
        file = folder / name
        if file.is_file() and file.read_bytes() == content:
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        # In one step: a server may be reading.
        half = file.with_name(f".{file.name}")
        half.write_bytes(content)
        half.replace(file)
    for file in folder.rglob("*"):
        name = file.relative_to(folder).as_posix()
        if file.is_file() and name not in files and name not in kept:
            file.unlink()
