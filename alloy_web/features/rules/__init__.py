"""Rules that the page evaluates: sets of them come with an answer, and say what holds when."""
