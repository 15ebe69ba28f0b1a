"""The app: tasks of the project's own, each of which lets an event happen to a case."""
