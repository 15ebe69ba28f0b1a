"""Files from outside: looked at before they are opened, and opened where they can do no harm.

`archive` refuses an archive built to exhaust or to mislead its reader by looking at its list
of members and at its XML as it streams by. `worker` has a `child` process of narrow limits run
the reader, so that one that crashes, hangs or wants too much memory ends alone.
"""
