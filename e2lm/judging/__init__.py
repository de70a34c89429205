"""Asking a model for verdicts: an endpoint that speaks OpenAI's chat protocol, and what is kept of each call."""
