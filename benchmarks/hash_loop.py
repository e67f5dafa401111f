"""`python hash_loop.py FOLDER`: opens, reads and hashes every file below it, as plainly as can be."""

import hashlib
import os
import sys


def main() -> None:
    """Print how many files there are."""
    digests = {}
    for folder, _, names in os.walk(sys.argv[1]):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as stream:
                digests[path] = hashlib.sha256(stream.read()).hexdigest()
    print(len(digests), "files")


if __name__ == "__main__":
    main()
