"""Sound and sight: a forwarding engine in a process of its own, and the interface the rest of the house knows it by."""
