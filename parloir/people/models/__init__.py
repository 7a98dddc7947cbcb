"""Visitors with their identities, inmates, and the relations between them."""

from parloir.people.models.companions import Companionship, InvitationStop, Minor
from parloir.people.models.identities import (
    IdentityDecision,
    IdentityDocument,
    IdentityRequest,
)
from parloir.people.models.inmates import Commitment, Inmate
from parloir.people.models.relations import ApprovedVisitor, NoContact, Separation
from parloir.people.models.visitors import BirthDay, Visitor, age_on

__all__ = [
    "ApprovedVisitor",
    "BirthDay",
    "Commitment",
    "Companionship",
    "IdentityDecision",
    "IdentityDocument",
    "IdentityRequest",
    "Inmate",
    "InvitationStop",
    "Minor",
    "NoContact",
    "Separation",
    "Visitor",
    "age_on",
]
