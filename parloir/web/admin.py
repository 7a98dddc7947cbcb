"""Django looks for an app's registrations here; ours are in `admin_site`."""

from parloir.web.admin_site import (
    accounts,
    clients,
    facilities,
    people,
    records,
    sanctions,
    site,
)

__all__ = ["accounts", "clients", "facilities", "people", "records", "sanctions", "site"]
