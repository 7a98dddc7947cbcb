"""Django's PostgreSQL backend, with a pool that survives a restart of the server."""

from typing import Any

from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base

from parloir.config.postgresql.pool import DrainingPool


class DatabaseWrapper(base.DatabaseWrapper):
    _connection_pools: dict[str, DrainingPool]
    _configure_connection: Any

    @property
    def pool(self) -> DrainingPool | None:
        """Return the pool of this database, None without one. Its first use opens it."""
        options = self.settings_dict["OPTIONS"].get("pool")
        if self.alias == NO_DB_ALIAS or not options:
            return None
        if self.alias not in self._connection_pools:
            ours = DrainingPool(
                kwargs={**self.get_connection_params(), "autocommit": True},
                open=False,
                configure=self._configure_connection,
                **options,
            )
            self._connection_pools.setdefault(self.alias, ours)
        return self._connection_pools[self.alias]
