"""Candidates as files for others: task folders for lm-eval, the competition's submission, tables."""
