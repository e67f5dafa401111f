"""What a CI's job runs: `python -m execsync.ci check|apply|record|drift|comment`, on GitHub and on GitLab."""
