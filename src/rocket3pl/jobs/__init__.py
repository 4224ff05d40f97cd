"""Work that nobody waits for: messages of the outbox worked off, schedules, long jobs with progress.

`handlers` says who takes which topic, `claims` takes a message and ends it, `work` runs one, `schedules`
writes messages at fixed times, `engine` is the task library's queue and `worker` the process that runs it.
`models`, `operations` and `queries` are the jobs that people see: exports and imports with progress.
"""
