"""The program as anybody starts it, except that its parent may read its memory."""

from __future__ import annotations

import sys

from tui import process_guard
from tui.__main__ import main

if __name__ == "__main__":
    process_guard.guard_memory = lambda: False
    sys.exit(main())
