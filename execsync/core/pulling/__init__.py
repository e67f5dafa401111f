"""What a page says on the web, put back into its file: front matter by key, the text block by block."""
