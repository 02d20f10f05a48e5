"""The core: the rules of a meeting. No IO, no clock, no randomness, no async."""
