"""Pure folds of a meeting for its readers."""
