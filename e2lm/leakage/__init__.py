"""What makes questions say less than they seem to: answers in prompts, copies, examples that ask them, wrong keys."""
