"""Where a short link leads: opens its page as it was when the link was copied, or says why that cannot be."""

from __future__ import annotations

import streamlit as st

from e2lm.reviews.links import opened
from e2lm.views.words import escaped
from pages.shared import frame, links, queries, reviewers
from results_store.reviews import FILE

LATEST = 20

frame.page("link")
code = st.query_params.get(links.PARAMETER, "").strip().lower()
pages = {one.name for one in frame.PAGES} - {"link"}
found = links.known(code)
if found is not None and found.page in pages:
    st.switch_page(frame.path(found.page), query_params=opened(found))
if found is not None:
    st.error(
        f"The link **{escaped(code)}** leads to the page {escaped(found.page)}, which this version does not have. "
        "Update the dashboard.", icon=":material/link_off:",
    )  # fmt: skip
elif code:
    st.error(
        f"The link **{escaped(code)}** is not kept here. Links are lines of {FILE} in the home folder of the dashboard "
        "where they were copied: open it there, or bring that file in on the review page.", icon=":material/link_off:",
    )  # fmt: skip
    st.caption(escaped(f"this home: {queries.store().home}"))
latest = sorted(reviewers.reviews_now().links.values(), key=lambda link: link.at, reverse=True)
kept = [link for link in latest if links.known(link.code) and link.page in pages][:LATEST]
if kept:
    st.markdown("**links copied last**")
    for link in kept:
        words = " · ".join(f"{name} {values[0]}" for name, values in opened(link).items())
        st.page_link(
            frame.path(link.page), label=escaped(f"{link.page}: {words}"[:110]), query_params=opened(link),
            help=escaped(f"{link.code}, copied by {link.by}"), icon=":material/link:",
        )  # fmt: skip
elif not code:
    st.info("No link was copied here yet: every page has a button for that in its title row.", icon=":material/link:")
st.page_link(frame.path("overview"), label="to the overview", icon=":material/arrow_forward:")
