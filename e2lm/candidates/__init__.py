"""Candidate benchmarks: what they are, and how far their scores can be believed, compared and taken apart."""
