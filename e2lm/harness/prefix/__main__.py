"""lm-eval's command line with one model more: `python -m e2lm.harness.prefix --model e2lm-prefix ...`."""

from __future__ import annotations

from lm_eval.__main__ import cli_evaluate

from e2lm.harness.prefix import lm

if __name__ == "__main__":
    print(f"scoring by shared prefix: --model {lm.NAME}", flush=True)
    cli_evaluate()
