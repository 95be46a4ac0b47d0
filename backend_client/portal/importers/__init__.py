"""Files that other password managers export, read into items. Pure: bytes in, values out, no I/O."""
