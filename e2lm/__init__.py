"""What the dashboard computes: pure functions between lm-eval's files and the pages."""
