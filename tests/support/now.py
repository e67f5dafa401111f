"""The time at which tests read what may depend on it."""

from datetime import UTC, datetime

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
