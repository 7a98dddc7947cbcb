"""Set Parloir up on a machine, build what has to be built, start it and stop it.

Nothing here knows Django. All modules but `supervision` and `mailbox_server` use the standard
library alone, because they run before Parloir's packages have been installed.
"""
