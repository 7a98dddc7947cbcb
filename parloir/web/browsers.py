"""The oldest browsers that hold a visit, as the pages name them.

`frontend/browsers.mjs` has the same ones for the build, and `docs/reference/browsers.md` says how
each is known to work.
"""

from django.utils.translation import gettext as _

OLDEST = {"chrome": "109", "edge": "109", "firefox": "115", "safari": "15.4"}


def browsers_that_can() -> str:
    """Return a sentence that names them, in the active language."""
    return (
        _(
            "These browsers can: Chrome %(chrome)s, Edge %(edge)s, Firefox %(firefox)s, "
            "Safari %(safari)s, and newer ones. An iPhone or iPad needs iOS %(safari)s or newer."
        )
        % OLDEST
    )
