"""From a file's text to the page that it wants. Knows nothing of State."""
