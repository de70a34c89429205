"""A choice whose value is in the address by its plain name, while the page shows a label for it.

Streamlit's own bind="query-params" writes the label, and refuses links from another page that set the value.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from e2lm.reviews.links import LONGEST as LONGEST
from e2lm.reviews.links import named_in
from pages.shared import absent, links


def linked_choice(name: str, options: Mapping[str, str], usual: str, *, label: str, width: int, drops: str = "") -> str:
    """A selectbox over `options` (value to label); `name` is its parameter in the address, without it `usual`.

    A choice removes the parameter `drops`, which made sense only with the value before.
    """
    values, key = list(options), f"linked_{name}"
    asked = _asked(name, key, options, usual)
    chosen = st.selectbox(
        label, values, values.index(asked), key=key, width=width,
        format_func=lambda value: options.get(value, value), label_visibility="collapsed", on_change=_write,
        args=(name, key, usual, drops),
    )  # fmt: skip
    return _noted(name, chosen if chosen in options else usual)


def asked_choice(name: str, options: Mapping[str, str], usual: str) -> str:
    """What linked_choice will say, before it is drawn."""
    asked = st.query_params.get(name, usual)
    return asked if asked in options else usual


def linked_segments(name: str, options: Mapping[str, str], usual: str) -> str:
    """The same as a row of segments."""
    values, key = list(options), f"linked_{name}"
    asked = _asked(name, key, options, usual)
    chosen = st.segmented_control(
        name, values, default=asked, required=True, key=key,
        format_func=lambda value: options.get(value, value), label_visibility="collapsed", on_change=_write,
        args=(name, key, usual, ""),
    )  # fmt: skip
    return _noted(name, chosen if chosen in options else usual)


def linked_text(name: str, *, label: str, placeholder: str, height: int) -> str:
    """A text area whose text is in the address while it is short enough; a longer one stays in the session, or in the
    link that the address names."""
    key = f"linked_{name}"
    written = st.query_params.get(name, "")
    if key not in st.session_state or st.session_state.get(f"{key}_seen", written) != written:
        st.session_state[key] = long_text(name)
    st.session_state[f"{key}_seen"] = written
    text = st.text_area(
        label, key=key, placeholder=placeholder, height=height, on_change=_write_text, args=(name, key)
    ) or ""  # fmt: skip
    links.note(name, text)
    return text


def long_text(name: str) -> str:
    """A text in the address, or in the link that the address names for it; where no such link is kept, "" and a line
    that says so."""
    text, code = links.text_of(name), named_in(st.query_params.get(name, ""))
    if code and not text:
        absent.missing("link", (code,))
    return text


def set_text(name: str, text: str) -> None:
    """For a callback: another text for a linked_text."""
    key = f"linked_{name}"
    st.session_state[key] = text
    _write_text(name, key)


def carried_text(name: str, text: str) -> dict[str, str]:
    """What belongs in the address of another page, so that its linked_text says `text`; a long one waits for it in the
    session."""
    key = f"linked_{name}"
    st.session_state[key] = text
    st.session_state[f"{key}_seen"] = short = text if len(text) <= LONGEST else ""
    return {name: short} if short else {}


def _write_text(name: str, key: str) -> None:
    text = st.session_state[key]
    st.session_state[f"{key}_seen"] = short = text if len(text) <= LONGEST else ""
    if short:
        st.query_params[name] = short
    else:
        st.query_params.pop(name, None)


def _noted(name: str, value: str) -> str:
    """A value for the links to this page, where even what is usual is said: it may be another one elsewhere."""
    links.note(name, value)
    return value


def _asked(name: str, key: str, options: Mapping[str, str], usual: str) -> str:
    """The value in the address, which wins over the widget where it has changed beside it: back, forward, a link.

    One that is not among the options is said to be missing.
    """
    written, asked = st.query_params.get(name, usual), asked_choice(name, options, usual)
    if written not in options and name in st.query_params:
        absent.missing(name, (written,), options.get(usual, ""))
    else:
        absent.found(name)
    if key in st.session_state and st.session_state.get(f"{key}_seen", written) != written:
        st.session_state[key] = asked
    st.session_state[f"{key}_seen"] = written
    return asked


def _write(name: str, key: str, usual: str, drops: str) -> None:
    st.query_params.pop(drops, None)
    value = st.session_state[f"{key}_seen"] = st.session_state[key]
    if value == usual:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value
