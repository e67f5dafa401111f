"""What somebody changed on the web, put into the files: files and the hub meet here."""
