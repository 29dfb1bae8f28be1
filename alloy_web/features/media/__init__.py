"""Streaming media: sessions, their events and pings, and the tracker of the older library."""
