"""Dice that can be thrown again: a failing test prints its seed, EXECSYNC_TEST_SEED replays it."""

import os
import random
import secrets

VARIABLE = "EXECSYNC_TEST_SEED"


def make_dice() -> random.Random:
    """New dice each time, unless the environment names a seed. Prints it, for pytest to show."""
    seed = os.environ.get(VARIABLE) or str(secrets.randbelow(10**9))
    print(f"replay with {VARIABLE}={seed}")
    return random.Random(seed)
