// Turbo: pages of the server, without a load.
import "@hotwired/turbo";
