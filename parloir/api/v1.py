"""Version 1 of the API, put together."""

from parloir.api import availability, bookings, facilities
from parloir.api.document import DESCRIPTION, DocumentedAPI

api = DocumentedAPI(
    title="Parloir",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api_v1",
    docs_url=None,  # its pages would need scripts that our content security policy refuses
)
api.add_router("/facilities", facilities.router)
api.add_router("/facilities", availability.router)
api.add_router("/facilities", bookings.of_a_facility)
api.add_router("/bookings", bookings.router)
