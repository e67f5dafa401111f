"""One apply: what the hub says is compared with State, decided on, and carried out."""
