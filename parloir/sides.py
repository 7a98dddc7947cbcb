"""The two sides of a visit. What can concern both is a set of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    VISITOR = "visitor", _("visitor")
    INMATE = "inmate", _("inmate")

    @property
    def other(self) -> "Side":
        return Side.INMATE if self == Side.VISITOR else Side.VISITOR


BOTH_SIDES = frozenset(Side)
