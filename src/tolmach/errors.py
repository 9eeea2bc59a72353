"""The one exception that reaches users."""


class TolmachError(Exception):
    """Something the user can mend.

    The message is one plain sentence that says what is wrong, where, and what to do. The command
    line prints it and exits with status 1, without a traceback.
    """
