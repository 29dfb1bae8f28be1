// htmx with hx-boost on the body: pages of the server, without a load.
import htmx from "htmx.org";

window.htmx = htmx;
