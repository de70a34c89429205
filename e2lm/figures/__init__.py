"""Figures: a table goes in, a plotly figure comes out; nothing here shows, caches or queries."""
