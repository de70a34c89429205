"""The dashboard: page settings, navigation, what all pages share, and the page that was asked for."""

from __future__ import annotations

import streamlit as st

from pages.shared import absent, frame, selectors

st.set_page_config(page_title="e2lm", layout="wide")
current = frame.navigation()
frame.title_row(current.title)
if frame.opened():
    frame.watch_store()
    absent.notices(current.title)
    selectors.shared(current.title)
    current.run()
