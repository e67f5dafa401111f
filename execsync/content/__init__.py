"""Files: what is in the content root, read, checked, turned into pages and mended."""
