"""The tests, and the sample news site that they and the demo read."""
