"""The seam to lm-eval: what is asked of it, the processes that run it, and the files that it writes."""
