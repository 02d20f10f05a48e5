"""The doors over HTTP, by subject."""
