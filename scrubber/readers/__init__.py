"""Step 2: readers turn a capture into blocks."""
