"""The registry of the functions that judge rules."""

from collections.abc import Callable, Iterator, Set
from typing import Generic, ParamSpec

from parloir.scheduling.refusals import Refusal, Rule

FactsGiven = ParamSpec("FactsGiven")

EVERY_RULE: Set[Rule] = frozenset(Rule)


class Judges(Generic[FactsGiven]):
    """The functions that judge rules by one kind of facts, in the order of their declaration.

    They are asked in this order.
    """

    def __init__(self) -> None:
        self._judges: dict[Rule, Callable[FactsGiven, Refusal | None]] = {}

    def of(
        self, rule: Rule
    ) -> Callable[[Callable[FactsGiven, Refusal | None]], Callable[FactsGiven, Refusal | None]]:
        """Mark the function that judges this rule. Raises ValueError if the rule has one here."""
        if rule in self._judges:
            raise ValueError(f"{rule} is judged by {self._judges[rule].__name__} already")

        def mark(
            judge: Callable[FactsGiven, Refusal | None],
        ) -> Callable[FactsGiven, Refusal | None]:
            self._judges[rule] = judge
            return judge

        return mark

    @property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(self._judges)

    def judge_of(self, rule: Rule) -> Callable[FactsGiven, Refusal | None]:
        """Return the function that judges this rule. Raises KeyError if there is none here."""
        return self._judges[rule]

    def refusals(
        self, among: Set[Rule], /, *args: FactsGiven.args, **kwargs: FactsGiven.kwargs
    ) -> Iterator[Refusal]:
        """Yield the refusals of the rules in `among` for these facts, evaluated lazily."""
        for rule, judge in self._judges.items():
            if rule in among and (refusal := judge(*args, **kwargs)) is not None:
                yield refusal

    def allow(self, *args: FactsGiven.args, **kwargs: FactsGiven.kwargs) -> bool:
        """Whether no rule refuses. For callers that check thousands of times and need no reason."""
        for judge in self._judges.values():  # noqa: SIM110 - a generator costs as much as a rule
            if judge(*args, **kwargs) is not None:
                return False
        return True
