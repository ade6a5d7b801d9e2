"""The front page: one HTML file that says what stands in the warehouse."""
