"""The whole program, whose practice server poisons every text it answers; to be run as a module."""

from __future__ import annotations

import sys

from tests.hostile.poisoned_home import poisoned_answers
from tests.hostile.poisoner import tails
from tui.__main__ import main

if __name__ == "__main__":
    with poisoned_answers(tails()):
        sys.exit(main(["--practice"]))
