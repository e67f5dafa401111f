"""What is kept on disk beside the content: State, its lock and journal, bodies, saved plans."""
