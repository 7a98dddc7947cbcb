"""Sets Parloir up on a machine, builds what has to be built, starts it and stops it.

Nothing here knows Django. All but `supervision` and `mailbox_server` runs on the standard
library alone, since it runs before anything of Parloir's has been installed.
"""
