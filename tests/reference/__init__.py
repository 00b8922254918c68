"""The hard rules once more, slow and plain, to be compared with the marts on random histories.

Nothing here shares a thought with the SQL: lists, loops and state machines over one ticket at a time. The functions
give rows (dicts) with the column names of the marts; the tests compare them row by row with what is published.

`export` reads a landing folder, `history` says what held when, `business` counts open hours; on them stand `waits`,
`first_responses`, `stages` (visits), `cycles` (closes and reopens), `flows` (days) and `contacts`. `presence` says who
was there, worked and belonged to which team at an instant; on it stands `people`. `drafts` has the settings of the
random exports that `tests/histories.py` writes.
"""
