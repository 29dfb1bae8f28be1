// No router: each route is a page of its own.
