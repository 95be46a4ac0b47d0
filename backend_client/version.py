"""The version, for the package, for `--version` and for what we tell servers about ourselves."""

VERSION = "0.1.0"
