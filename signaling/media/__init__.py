"""Sound and sight: an SFU that forwards and never decodes."""
