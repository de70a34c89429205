"""The one folder that holds everything a person's dashboard knows: runs, jobs, uploads, the journal and the index."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "E2LM_HOME"


def home_folder() -> Path:
    """The absolute path of the home folder: $E2LM_HOME, or ./data where that is unset or empty."""
    return Path(os.environ.get(VARIABLE) or "data").expanduser().absolute()
