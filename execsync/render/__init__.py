"""Values in, text out. Pure, and never comparing anything."""
