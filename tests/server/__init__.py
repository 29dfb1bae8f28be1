"""The shops of examples/ in a browser, each with its server."""
