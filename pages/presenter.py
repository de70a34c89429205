"""One candidate at a time for a whole room: large type, arrow keys; other screens with the same link follow."""

from __future__ import annotations

import streamlit as st

from pages.shared import frame, presenter_points, presenter_slide, presenter_stage

frame.page("presenter")
show = presenter_points.asked()
if not show.subjects:
    presenter_slide.nothing(show)
    st.stop()
subject = presenter_stage.shown(show)
presenter_stage.close_if_asked(show, subject)
presenter_slide.draw(show, subject)
presenter_stage.foot(show, subject, presenter_slide.standing(show, subject))
presenter_stage.watch(show, subject)
