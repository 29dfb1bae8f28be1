"""The command `event`: its data, sorted into XDM and free data."""
