"""The columns of the tables that rows are inserted into, as Arrow schemas; the schema says what they mean."""

from __future__ import annotations

import pyarrow as pa

_TEXT, _WHOLE, _REAL, _FLAG = pa.string(), pa.int64(), pa.float64(), pa.bool_()

RUNS = pa.schema(
    [
        ("run_id", _TEXT), ("file", _TEXT), ("kind", _TEXT), ("date", _REAL), ("lm_eval_version", _TEXT),
        ("read_model", _TEXT), ("read_checkpoint", _TEXT), ("read_step", _WHOLE), ("read_tokens", _WHOLE),
        ("read_tokens_from", _TEXT), ("read_provisional", _TEXT), ("model", _TEXT), ("checkpoint", _TEXT),
        ("step", _WHOLE), ("tokens", _WHOLE), ("tokens_from", _TEXT), ("provisional", _TEXT), ("model_args", _TEXT),
        ("config", _TEXT), ("note", _TEXT), ("sample_count", _WHOLE), ("sample_bytes", _WHOLE),
    ]
)  # fmt: skip
METRICS = pa.schema(
    [
        ("run_id", _TEXT), ("task", _TEXT), ("parent", _TEXT), ("is_group", _FLAG), ("metric", _TEXT),
        ("filter", _TEXT), ("n_shot", _WHOLE), ("value", _REAL), ("stderr", _REAL), ("n", _WHOLE),
        ("n_original", _WHOLE), ("partial", _FLAG), ("higher_is_better", _FLAG), ("version", _TEXT),
    ]
)  # fmt: skip
PROBLEMS = pa.schema(
    [
        ("source_id", _TEXT), ("unit", _TEXT), ("run_id", _TEXT), ("file", _TEXT), ("line", _WHOLE), ("field", _TEXT),
        ("problem", _TEXT), ("remedy", _TEXT),
    ]
)  # fmt: skip
UNITS = pa.schema([("source_id", _TEXT), ("file", _TEXT), ("signature", _TEXT), ("content", _TEXT)])
UNIT_RUNS = pa.schema([("source_id", _TEXT), ("file", _TEXT), ("run_id", _TEXT)])
DOCS = pa.schema(
    [("doc_key", _TEXT), ("doc_hash", _TEXT), ("target_hash", _TEXT), ("fields", _TEXT), ("target", _TEXT)]
)
PROMPTS = pa.schema(
    [
        ("prompt_key", _TEXT), ("doc_key", _TEXT), ("context", _TEXT), ("few_shot_end", _WHOLE), ("question", _TEXT),
        ("continuations", pa.list_(_TEXT)), ("golds", pa.list_(_WHOLE)), ("choice_chars", pa.list_(_WHOLE)),
        ("choice_bytes", pa.list_(_WHOLE)),
    ]
)  # fmt: skip
SAMPLES = pa.schema(
    [
        ("run_id", _TEXT), ("task", _TEXT), ("filter", _TEXT), ("doc_id", _WHOLE), ("doc_key", _TEXT),
        ("prompt_key", _TEXT), ("loglikelihoods", pa.list_(pa.float32())), ("answers", pa.list_(_TEXT)),
        ("metric_names", pa.list_(_TEXT)), ("metric_values", pa.list_(_REAL)),
    ]
)  # fmt: skip
PATTERNS = pa.schema(
    [
        ("task", _TEXT), ("first", pa.uint64()), ("asked", pa.uint64()), ("tails", pa.list_(pa.binary())),
        ("lengths", pa.list_(_WHOLE)), ("filter", _TEXT), ("numbers", pa.list_(_TEXT)), ("doc_ids", pa.list_(_WHOLE)),
        ("doc_keys", pa.list_(_TEXT)), ("prompt_keys", pa.list_(_TEXT)), ("choices", pa.list_(_WHOLE)),
        ("golds", pa.list_(pa.list_(_WHOLE))),
    ]
)  # fmt: skip
