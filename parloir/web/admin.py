"""Import the registrations, which Django expects here; ours are in `admin_site`."""

from parloir.web.admin_site import (
    accounts,
    clients,
    facilities,
    notices,
    people,
    records,
    roles,
    sanctions,
    site,
)

__all__ = [
    "accounts",
    "clients",
    "facilities",
    "notices",
    "people",
    "records",
    "roles",
    "sanctions",
    "site",
]
