"""Figures of whole processes, as ratios within one run: machines are noisy, and differ."""
