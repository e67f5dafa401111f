"""The arithmetic of a run: what goes next, what an answer means for State, what became of a lost one."""
