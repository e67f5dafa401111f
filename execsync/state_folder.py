"""The names of what lies beside State: none of it is committed, and only the journal is worth keeping."""

JOURNAL = "journal.jsonl"
LAST_SERIAL = "last-serial.json"
BODIES = "cache/bodies"
UNOWNED = "cache/unowned.json"
LOOKS = "cache/looks.jsonl"
IDLE_PLAN = "cache/idle-plan"
