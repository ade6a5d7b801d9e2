"""A module a command. What they import at their head is light; Prefect is imported inside, where a flow runs."""
