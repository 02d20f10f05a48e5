"""The meeting service: registry, accounts, meetings, pages, and the roof that joins them."""
