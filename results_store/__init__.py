"""The DuckDB index over result files: the only package that imports duckdb and holds SQL."""

from results_store.database import Store, open_memory, open_store
from results_store.failures import StoreBusyError

__all__ = ["Store", "StoreBusyError", "open_memory", "open_store"]
