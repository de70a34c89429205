"""The few rules of style that Streamlit's theme has no setting for: contrast on buttons in the dark, rows, phones.

They hold nothing from outside. Elements are named by what Streamlit promises to keep: test ids, classes of keys.
"""

from __future__ import annotations

import streamlit as st

from e2lm.figures.strips import SQUARES_STYLE

# White on the dark theme's blue has a contrast of 2.8; its ground's own tone has 6.6. WCAG wants 4.5. The browser picks
# the tone by the theme that it shows, which the server learns later.
_BUTTONS = """
[data-testid^="stBaseButton-primary"], [data-testid="stPopoverButton"][kind="primary"] {
    color: light-dark(#FFFFFF, #121518);
}
[data-testid="stPopoverButton"][kind="tertiary"][aria-expanded="true"] { color: light-dark(#00639B, #5DB3E8); }
"""
# The names chosen in a list are drawn on the same blue, in popovers outside of what the browser gives its scheme to.
_CHOSEN = '[data-testid="stMultiSelectTagsContainer"] [data-tag] * { color: #121518 !important; }'
# A row of one line scrolls to the side alone: the padding of a heading in it is nothing to scroll to.
_ROWS = """
[data-test-wrap="false"] { overflow-y: hidden; }
"""
# A chart as wide as whole pixels and parts of one is drawn twice: plotly and Streamlit round these differently.
_CHARTS = """
[data-testid="stFullScreenFrame"] { width: round(down, 100%, 1px); }
"""
# Rows that stay on one line on a laptop go on below on a phone; tables, and charts of many panels, scroll inside.
_SMALL = """
@media (max-width: 640px) {
    [data-test-wrap="false"] { flex-wrap: wrap !important; }
    [data-testid="stTable"], .st-key-panels, .st-key-models { overflow-x: auto; }
    [data-testid="stMarkdownContainer"] table { display: block; overflow-x: auto; }
    .st-key-panels > * { min-width: 900px; }
    .st-key-models > * { min-width: 560px; }
}
"""


def rules() -> None:
    """Writes the rules for a page; they take no room."""
    chosen = _CHOSEN if st.context.theme.type == "dark" else ""
    st.html(f"<style>{_ROWS}{_CHARTS}{SQUARES_STYLE}{_SMALL}{_BUTTONS}{chosen}</style>")
