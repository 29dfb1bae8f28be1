"""
The page as a host. The only place of the package that imports `js` and its kin.

`host` is the host itself, `ffi` turns what crosses the border into plain Python and back,
`interpreter` owns what differs between MicroPython, Pyodide and the compiled SDK.
"""
