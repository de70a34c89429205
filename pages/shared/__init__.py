"""What every page shares: the frame, the cached queries, the selectors."""
