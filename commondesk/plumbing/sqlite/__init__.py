"""SQLite for a house with many threads: durable always, and writers served in order of arrival."""
