"""Pictures, asks and decisions of two agencies in any order, compared with a small model."""

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from parloir.people import images
from parloir.people.identity_operations import (
    DecisionRefused,
    ask_agency,
    decide_document,
    submit_document,
)
from parloir.people.identity_queries import (
    DocumentState,
    Piece,
    identity_at,
    own_identity,
    undecided_documents,
    waiting_for_a_registrar,
)
from parloir.people.models import IdentityDocument
from tests.factories.examples import part_of_examples
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import REGISTRAR, VisitorFactory, as_visitor
from tests.factories.places import AgencyFactory, FacilityFactory

pytestmark = pytest.mark.django_db(transaction=True)

AGENCIES = ("Clay County", "Jackson County")
APPROVED, REFUSED, WAITING = "approved", "refused", "waiting"


@dataclass
class Model:
    """What was sent, in order, by piece; who was asked; what each agency said of which picture."""

    sent: dict[Piece, list[int]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    said: dict[tuple[str, int], str] = field(default_factory=dict)

    def view(self, agency: str, piece: Piece) -> tuple[int, str] | None:
        """Return the picture that the agency sees, and what it has said about it."""
        pictures = self.sent.get(piece, [])
        approved = [one for one in pictures if self.said.get((agency, one)) == APPROVED]
        seen = approved or pictures
        return (seen[-1], self.said.get((agency, seen[-1]), WAITING)) if seen else None

    def may_send(self, piece: Piece) -> bool:
        views = [self.view(agency, piece) for agency in self.asked]
        return not views or any(view is None or view[1] != APPROVED for view in views)

    def has_image(self, piece: Piece, picture: int) -> bool:
        is_current = self.sent[piece][-1] == picture
        return is_current or any(self.said.get((one, picture)) == APPROVED for one in AGENCIES)

    def waits_at(self, agency: str) -> list[Piece]:
        if agency not in self.asked:
            return []
        views = {piece: self.view(agency, piece) for piece in Piece}
        return [piece for piece, view in views.items() if view and view[1] == WAITING]


class Agencies(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.visitor = VisitorFactory()
        self.documents: dict[int, IdentityDocument] = {}
        for name in AGENCIES:
            FacilityFactory(agency=AgencyFactory(name=name))

    @rule(piece=st.sampled_from(list(Piece)))
    def send(self, piece: Piece) -> None:
        expected = self.model.may_send(piece)
        document = submit_document(
            visitor=self.visitor, piece=piece, jpeg=b"one", barcode={},
            by=as_visitor(self.visitor), now=NINE_ON_MONDAY,
        )  # fmt: skip
        assert (document.pk not in self.documents) == expected
        if expected:
            self.documents[document.pk] = document
            self.model.sent.setdefault(piece, []).append(document.pk)

    @rule(agency=st.sampled_from(AGENCIES))
    def ask(self, agency: str) -> None:
        ask_agency(
            visitor=self.visitor, agency=AgencyFactory(name=agency),
            by=as_visitor(self.visitor), now=NINE_ON_MONDAY,
        )  # fmt: skip
        self.model.asked.add(agency)

    @rule(data=st.data(), agency=st.sampled_from(AGENCIES), approve=st.booleans())
    def decide(self, data: st.DataObject, agency: str, approve: bool) -> None:
        """Decide on any picture that was ever sent: one that the agency sees waiting is decided."""
        if not self.documents:
            return
        picture = data.draw(st.sampled_from(sorted(self.documents)))
        document = self.documents[picture]
        is_waiting = agency in self.model.asked and self.model.view(
            agency, Piece(document.piece)
        ) == (picture, WAITING)
        try:
            decide_document(
                document=document, agency=AgencyFactory(name=agency), approve=approve,
                reason="" if approve else "other", by=REGISTRAR, now=NINE_ON_MONDAY,
            )  # fmt: skip
        except DecisionRefused:
            assert not is_waiting
        else:
            assert is_waiting
            self.model.said[agency, picture] = APPROVED if approve else REFUSED

    @invariant()
    def each_agency_sees_what_the_model_says(self) -> None:
        for name in AGENCIES:
            agency = AgencyFactory(name=name)
            identity = identity_at(self.visitor, agency)
            found = {one: (view.document.pk, view.state) for one, view in identity.pieces.items()}
            expected = {one: view for one in Piece if (view := self.model.view(name, one))}
            assert found == expected
            assert identity.is_asked == (name in self.model.asked)
            waits = self.model.waits_at(name)
            assert {one.piece for one in undecided_documents(agency)} == set(waits)
            is_queued = bool(waits) and len(self.model.sent) == len(Piece)
            assert bool(waiting_for_a_registrar([agency])) == is_queued

    @invariant()
    def visitor_reads_what_every_asked_agency_says(self) -> None:
        own = own_identity(self.visitor)
        assert {agency.name for agency in own.at} == self.model.asked
        for agency, identity in own.at.items():
            assert identity.pieces == identity_at(self.visitor, agency).pieces
        refused = {
            piece
            for piece in Piece
            for agency in self.model.asked
            if (view := self.model.view(agency, piece)) and view[1] == DocumentState.REFUSED
        }
        assert set(own.to_be_taken) == refused | (set(Piece) - set(self.model.sent))

    @invariant()
    def images_are_kept_while_they_are_needed(self) -> None:
        for picture, document in self.documents.items():
            kept = self.model.has_image(Piece(document.piece), picture)
            assert _has_image(document) == kept

    def teardown(self) -> None:
        self.visitor.delete()


def _has_image(document: IdentityDocument) -> bool:
    try:
        return bool(images.read(name=document.public_id))
    except FileNotFoundError:
        return False


def test_two_agencies_and_the_model_agree_after_every_step():
    run_state_machine_as_test(
        Agencies,
        settings=settings(
            max_examples=part_of_examples(0.2),
            stateful_step_count=20,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
