"""What people say of candidates, tasks and questions: events, and what stands after all of them."""
