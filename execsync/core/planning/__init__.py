"""From pages and State to a Plan, and from a Plan to its steps and their cost."""
