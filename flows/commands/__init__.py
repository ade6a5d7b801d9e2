"""A module a command. What is imported at their head is light; Prefect comes in where a flow runs."""
