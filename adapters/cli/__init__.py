"""The command `bihuan`: what office staff and operators type."""
