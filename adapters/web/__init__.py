"""The HTTP API over an engine; installed with the extra `web` and loaded by `bihuan serve`."""
