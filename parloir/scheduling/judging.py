"""Which function judges a rule."""

from collections.abc import Callable, Iterator, Set
from typing import Generic, ParamSpec

from parloir.scheduling.refusals import Refusal, Rule

FactsGiven = ParamSpec("FactsGiven")

EVERY_RULE: Set[Rule] = frozenset(Rule)


class Judges(Generic[FactsGiven]):
    """The functions that judge rules from facts of one sort, in the order in which they are asked.

    That is the order in which they stand in their file.
    """

    def __init__(self) -> None:
        self._judges: dict[Rule, Callable[FactsGiven, Refusal | None]] = {}

    def of(
        self, rule: Rule
    ) -> Callable[[Callable[FactsGiven, Refusal | None]], Callable[FactsGiven, Refusal | None]]:
        """Marks the function that judges this rule. ValueError where it has one here already."""
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
        """KeyError where none of these judges it."""
        return self._judges[rule]

    def refusals(
        self, among: Set[Rule], /, *args: FactsGiven.args, **kwargs: FactsGiven.kwargs
    ) -> Iterator[Refusal]:
        """What the rules in `among` say to these facts; each is asked when it is its turn."""
        for rule, judge in self._judges.items():
            if rule in among and (refusal := judge(*args, **kwargs)) is not None:
                yield refusal

    def allow(self, *args: FactsGiven.args, **kwargs: FactsGiven.kwargs) -> bool:
        """Whether none of them says no, for who asks of thousands of times and not why."""
        for judge in self._judges.values():  # noqa: SIM110 - a generator costs as much as a rule
            if judge(*args, **kwargs) is not None:
                return False
        return True
