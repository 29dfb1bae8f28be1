"""What every host has to do: one table of checks, run on each of them."""
