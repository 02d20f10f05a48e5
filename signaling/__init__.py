"""The doors over the socket, and the media plane."""
