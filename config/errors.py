"""The two ways in which the product gives up, with the sentence that a person reads."""


class UserError(Exception):
    """Input that cannot be used: one sentence naming the file, line, key, row or URL and what to do.

    The command line prints it without a traceback and exits with 2. Raise it before anything is
    written, so that nothing half-done stays behind.
    """


class RunFailed(Exception):
    """A run that could not finish, in one sentence; exit code 1. Yesterday's snapshot stays in place."""
