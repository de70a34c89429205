"""The DuckDB index over result files: the only package that imports duckdb and holds SQL."""
