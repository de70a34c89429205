"""What the pages show, computed without a page: tables, words and points to draw."""
