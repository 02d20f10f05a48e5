"""Memory: what a closed meeting leaves behind, in files."""
