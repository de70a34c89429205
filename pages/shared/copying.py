"""A button that copies a text: Streamlit's own shows only under the pointer, and does nothing over plain http.

Browsers give pages the clipboard over https and on this machine alone; elsewhere the older way of a selected field
still copies. The button is in the tab order and says what it did, to screen readers, too.
"""

from __future__ import annotations

import streamlit as st

_SCRIPT = """
export default function ({ parentElement, data }) {
    const button = parentElement.querySelector("button");
    const copiedOtherwise = () => {
        const field = document.createElement("textarea");
        field.value = data.text;
        field.style.position = "fixed";
        field.style.opacity = "0";
        parentElement.appendChild(field);
        field.select();
        const copied = document.execCommand("copy");
        field.remove();
        button.focus();
        return copied;
    };
    button.textContent = data.label;
    button.onclick = async () => {
        let copied = false;
        try {
            await navigator.clipboard.writeText(data.text);
            copied = true;
        } catch {
            copied = copiedOtherwise();
        }
        button.textContent = copied ? "copied" : "select the line and copy it";
        setTimeout(() => { button.textContent = data.label; }, 2500);
    };
}
"""
_STYLE = """
button {
    font: inherit; font-family: var(--st-font); font-size: 0.875rem; color: var(--st-text-color);
    background: var(--st-background-color); border: 1px solid var(--st-border-color);
    border-radius: var(--st-button-radius, 6px); padding: 0.3rem 0.75rem; cursor: pointer; min-width: 5rem;
}
button:hover { border-color: var(--st-primary-color); color: var(--st-primary-color); }
button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
"""
_copy = st.components.v2.component(
    "copy", html='<button type="button" aria-live="polite"></button>', css=_STYLE, js=_SCRIPT
)


def copy_button(text: str, label: str = "copy", *, key: str) -> None:
    """Draws a button that copies `text`."""
    _copy(key=key, data={"text": text, "label": label}, width="content")
