"""`execsync` with a minute that is soon over, for tests of watches that archive pages. Run it as a script."""

from execsync.entry import main
from execsync.watch import absence

absence.GONE_FOR = 0.5
absence.WITH_BRANCH = 0.0

if __name__ == "__main__":
    main()
