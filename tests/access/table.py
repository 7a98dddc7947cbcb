"""Who may do what: every address of the house, in one table.

A new route must join, or a test fails. `get` and `post` name a route, say who may, what it does if
that is not the usual (200 for a GET, a redirect for a POST), and which audit events it writes. What
is no field of a row is a part of the address: the name of one of `House.ids`, or the text itself.
"""

from tests.access.api_rows import API_ROWS
from tests.access.rows import Row
from tests.access.staff_rows import STAFF_ROWS
from tests.access.visitors_rows import VISITORS_ROWS

TABLE: tuple[Row, ...] = (*VISITORS_ROWS, *STAFF_ROWS, *API_ROWS)
