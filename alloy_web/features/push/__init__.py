"""Push notifications: the browser's subscription, and what its service worker shows and reports."""
