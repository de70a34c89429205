"""What can be asked of the store: one function per question, each takes the store first."""

from results_store.read.comparable import answered, doc_sources, task_docs
from results_store.read.counts import Counts, counts
from results_store.read.cubes import cube
from results_store.read.curves import curve_table, duplicate_runs, provisional, run_table, unknown_tokens
from results_store.read.docs import Doc, answers, doc, search
from results_store.read.exclusions import excluded_points, exclusions
from results_store.read.integrity import asked_otherwise, identical_samples, not_finite, prompt_text
from results_store.read.integrity_docs import differing_docs, duplicate_docs
from results_store.read.levels import chance_levels
from results_store.read.logged import logged
from results_store.read.mixtures import mixed_settings
from results_store.read.prompt_sizes import prompt_sizes
from results_store.read.questions import questions
from results_store.read.raw import RawRecord, raw_record
from results_store.read.sources import problem_table, source_table
from results_store.read.tasks import metric_table, sample_tasks

__all__ = [
    "Counts", "Doc", "RawRecord", "answered", "answers", "asked_otherwise", "chance_levels", "counts", "cube",
    "curve_table", "differing_docs", "doc", "doc_sources", "duplicate_docs", "duplicate_runs", "excluded_points",
    "exclusions", "identical_samples", "logged", "metric_table", "mixed_settings", "not_finite", "problem_table",
    "prompt_sizes", "prompt_text", "provisional", "questions", "raw_record", "run_table", "sample_tasks", "search",
    "source_table", "task_docs", "unknown_tokens",
]  # fmt: skip
