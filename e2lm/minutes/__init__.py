"""Minutes: what a meeting looked at, said and decided, as Markdown and as one HTML page that needs no server."""
