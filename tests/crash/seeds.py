"""Dice that can be thrown again: a failing test prints its seed, EXECSYNC_TEST_SEED replays it."""

import os
import random
import secrets
import zlib

VARIABLE = "EXECSYNC_TEST_SEED"
SAME = "same"
"""Asks for dice of the test's name: other ones for each test, and the same ones each time."""


def make_dice() -> random.Random:
    """New dice each time, unless the environment says otherwise. Prints the seed, for pytest to show."""
    seed = os.environ.get(VARIABLE) or str(secrets.randbelow(10**9))
    if seed == SAME:
        seed = str(zlib.crc32(os.environ["PYTEST_CURRENT_TEST"].encode()))
    print(f"replay with {VARIABLE}={seed}")
    return random.Random(seed)
