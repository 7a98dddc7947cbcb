"""The answers of a registration so far.

They are stored in the session, so nothing is lost by going back, by reloading or by a pause of
an evening. The password is never stored there.
"""

import datetime as dt
from typing import Any, cast

from django.http import HttpRequest

from parloir.accounts.models import User
from parloir.people.operations import Registration

_KEY = "registration"
QUESTIONS: dict[str, tuple[str, ...]] = {
    "name": ("first_name", "last_name"),
    "birth": ("date_of_birth",),
    "phone": ("phone",),
    "address": ("street", "city", "region", "postal_code"),
}
OWN_DATA = ("phone", "street", "city", "region")


class Answers:
    def __init__(self, request: HttpRequest) -> None:
        self._session = request.session

    @property
    def email(self) -> str:
        return str(self._all.get("email", ""))

    @property
    def is_proven(self) -> bool:
        return bool(self._all.get("proven", False))

    def ask_for(self, email: str) -> None:
        """Begin with this email address; earlier answers stay."""
        proven = self.is_proven and email == self.email
        self._keep({"email": email, "proven": proven})

    def proved(self, email: str) -> None:
        self._keep({"email": email, "proven": True})

    def add(self, cleaned: dict[str, Any]) -> None:
        self._keep(
            {
                name: value.isoformat() if isinstance(value, dt.date) else value
                for name, value in cleaned.items()
            }
        )

    def initial(self, question: str) -> dict[str, Any]:
        """Return the earlier answers to show in the form."""
        known = {name: self._all[name] for name in QUESTIONS[question] if name in self._all}
        if "date_of_birth" in known:
            known["date_of_birth"] = dt.date.fromisoformat(known["date_of_birth"])
        return known

    def first_unanswered(self) -> str:
        """Return the name of the next question; "password" if only that is left."""
        for question, names in QUESTIONS.items():
            if not all(map(self._is_answered, names)):
                return question
        return "password"

    def person(self) -> User:
        """Return the account that these answers make, unsaved, for judging its password."""
        known = self._all
        name = f"{known.get('first_name', '')} {known.get('last_name', '')}"
        person = User(email=self.email, full_name=name)
        person.own_data = [known.get(one, "") for one in OWN_DATA]
        return person

    def registration(self, *, language: str, password: str) -> Registration:
        """Return all answers. Call it only when `first_unanswered` is the password."""
        known = self._all
        return Registration(
            email=self.email,
            language=language,
            first_name=known["first_name"],
            last_name=known["last_name"],
            date_of_birth=dt.date.fromisoformat(known["date_of_birth"]),
            phone=known["phone"],
            street=known["street"],
            city=known["city"],
            region=known["region"],
            postal_code=known["postal_code"],
            password=password,
        )

    def _is_answered(self, name: str) -> bool:
        """Return whether there is an answer. A phone number that was typed before an upgrade is not
        in the form in which it is stored, and is asked for again, as it was typed."""
        return name in self._all and (name != "phone" or str(self._all[name]).startswith("+"))

    def forget(self) -> None:
        self._session.pop(_KEY, None)

    @property
    def _all(self) -> dict[str, Any]:
        return cast("dict[str, Any]", self._session.get(_KEY, {}))

    def _keep(self, more: dict[str, Any]) -> None:
        self._session[_KEY] = self._all | more
