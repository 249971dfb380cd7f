"""``python -m scrubber``: the command line where another ``scrub`` stands first on the path."""

import sys

from scrubber.cli import main

if __name__ == "__main__":
    sys.exit(main())
