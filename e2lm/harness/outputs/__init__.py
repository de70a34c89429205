"""lm-eval's own files as records: results documents (0.3 to 0.4.13) and samples logs (0.4.0 to 0.4.13)."""

from e2lm.harness.outputs.arguments import parse_model_args
from e2lm.harness.outputs.json_files import parse_json, read_bytes, read_records
from e2lm.harness.outputs.metrics import higher_is_better, metric_key
from e2lm.harness.outputs.results import DATE, date_in, run_of, values_of
from e2lm.harness.outputs.samples import read_samples

__all__ = [
    "DATE",
    "date_in",
    "higher_is_better",
    "metric_key",
    "parse_json",
    "parse_model_args",
    "read_bytes",
    "read_records",
    "read_samples",
    "run_of",
    "values_of",
]
