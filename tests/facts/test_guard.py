"""Writing a fact outside an operation is refused, by whichever method."""

from datetime import time
from functools import partial
from types import FunctionType

import pytest
from django.db import connection, connections, transaction

from parloir.accounts.models import User
from parloir.facilities.models import Facility, Monitor, VisitingHours
from parloir.facts.fact_models import FACTS, model_of_table
from parloir.facts.guard import FactWrittenOutside, Written, fact_in, writing_facts, written_by
from parloir.people.models import Inmate
from parloir.web.signin import AccountAdapter
from tests.factories.people import PIN, make_inmate, make_staff
from tests.factories.places import make_jail

pytestmark = pytest.mark.django_db


def as_if_in(module: str, function):
    """Return the function as if it were defined in that module."""
    names = {**function.__globals__, "__name__": module}
    return FunctionType(function.__code__, names, closure=function.__closure__)


def save(jail):
    jail.grace_minutes = 1
    jail.save()


def save_one_field(jail):
    jail.grace_minutes = 1
    jail.save(update_fields=["grace_minutes"])


def update(jail):
    Facility.objects.filter(pk=jail.pk).update(grace_minutes=1)


def create(jail):
    Monitor.objects.create(facility=jail, name="new")


def bulk_create(jail):
    Monitor.objects.bulk_create([Monitor(facility=jail, name="new")])


def bulk_update(jail):
    monitors = list(jail.monitors.all())
    for one in monitors:
        one.in_service = False
    Monitor.objects.bulk_update(monitors, ["in_service", "asked_for_staff_at"])


def get_or_create(jail):
    Monitor.objects.get_or_create(facility=jail, name="new")


def update_or_create(jail):
    name = jail.monitors.first().name
    Monitor.objects.update_or_create(facility=jail, name=name, defaults={"in_service": False})


def delete(jail):
    jail.monitors.first().delete()


def delete_many(jail):
    Monitor.objects.all().delete()


def base_manager(jail):
    Monitor._base_manager.all().update(in_service=False)


def related_manager(jail):
    jail.monitors.create(name="new")


def related_managers_add(jail):
    jail.hours.add(
        VisitingHours(kind="onsite", weekday=6, opens=time(8), closes=time(9)), bulk=False
    )


def related_managers_rows(jail):
    jail.hours.all().delete()


def cascade(jail):
    User.objects.get(roles__isnull=False).delete()


def rights(jail):
    User.objects.update(is_superuser=True)


def plain_statement(jail):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE facilities_facility SET grace_minutes = 1")


def many_plain_statements(jail):
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM facilities_area WHERE id = %s", [[1], [2]])


WAYS = [
    save, save_one_field, update, create, bulk_create, bulk_update, get_or_create,
    update_or_create, delete, delete_many, base_manager, related_manager, related_managers_add,
    related_managers_rows, cascade, rights, plain_statement, many_plain_statements,
]  # fmt: skip


@pytest.fixture
def jail():
    jail = make_jail(monitors=2)
    make_staff("officer", jail)
    return jail


def everything():
    return {model: list(model._default_manager.order_by("pk").values()) for model in FACTS}


@pytest.mark.parametrize("way", WAYS)
def test_each_way_of_writing_a_fact_is_refused_in_the_house_and_changes_nothing(jail, way):
    before = everything()
    refused = pytest.raises(FactWrittenOutside, match=r"Call an operation of parloir\.facts\.")
    with refused, transaction.atomic():
        as_if_in("parloir.web.staff.somewhere", way)(jail)
    assert everything() == before


@pytest.mark.parametrize(
    "way", [one for one in WAYS if one not in {cascade, delete, delete_many, many_plain_statements}]
)
def test_the_same_is_done_where_facts_may_be_written(jail, way):
    before = everything()
    with writing_facts():
        as_if_in("parloir.web.staff.somewhere", way)(jail)
    assert everything() != before


@pytest.mark.parametrize(
    ("module", "may"),
    [
        ("tests.anything", True),
        ("bench.full_jail", True),
        ("django.db.migrations.operations.fields", True),
        ("parloir.facts.configuration", False),
        ("parloir.demo.places", False),
        ("parloir.web.admin_site.facts", False),
        ("django.core.handlers.base", False),
        ("threading", False),
    ],
)
def test_the_nearest_caller_that_could_have_known_better_decides(jail, module, may):
    def call_through_a_model(write):
        write()

    through_a_model = as_if_in("parloir.people.models.inmates", call_through_a_model)
    update_as_django = as_if_in("django.db.models.query", update)
    write = as_if_in(module, lambda: through_a_model(partial(update_as_django, jail)))
    if may:
        write()
        return
    with pytest.raises(FactWrittenOutside):
        write()


def test_columns_that_no_booking_depends_on_may_be_written(jail, now):
    inmate = make_inmate(jail)

    def write():
        Monitor.objects.update(asked_for_staff_at=now)
        Inmate.objects.filter(pk=inmate.pk).update(pin_hash=PIN)
        User.objects.update(language="es", last_login=now)
        User.objects.create(email="maria@example.org")

    as_if_in("parloir.visits.supervision", write)()
    assert set(Monitor.objects.values_list("asked_for_staff_at", flat=True)) == {now}


def test_leaving_the_place_where_facts_may_be_written_closes_it_though_it_failed(jail):
    with pytest.raises(ZeroDivisionError), writing_facts():
        raise ZeroDivisionError
    with pytest.raises(FactWrittenOutside):
        as_if_in("parloir.anything", update)(jail)


def test_every_connection_is_looked_at_once():
    for one in connections.all():
        assert [getattr(wrapper, "func", wrapper) for wrapper in one.execute_wrappers].count(
            one.execute_wrappers[0].func
        ) == 1


@pytest.mark.parametrize(
    ("statement", "written"),
    [
        ('SELECT "a" FROM "facilities_area" FOR NO KEY UPDATE', None),
        ('INSERT INTO "t" ("a") VALUES (%s)', Written("INSERT", "t", frozenset())),
        ("INSERT OR IGNORE INTO t VALUES (1)", Written("INSERT", "t", frozenset())),
        ('  delete from "t" where "id" = 1', Written("DELETE", "t", frozenset())),
        (
            'UPDATE "t" SET "a" = %s, "b" = CASE WHEN "t"."c" = 1 THEN 2 END WHERE "t"."d" = 3',
            Written("UPDATE", "t", frozenset({"a", "b"})),
        ),
        ("UPDATE ONLY t SET a = 1", Written("UPDATE", "t", frozenset({"a"}))),
        (
            "WITH old AS (SELECT 1) DELETE FROM t USING old",
            Written("DELETE", "t", frozenset()),
        ),
        ("CREATE TABLE t (a int)", None),
    ],
)
def test_what_a_statement_writes(statement, written):
    assert written_by(statement) == written


def test_a_statement_that_sets_a_fact_too_is_refused():
    table = Monitor._meta.db_table
    assert fact_in(Written("UPDATE", table, frozenset({"asked_for_staff_at"}))) is None
    both = frozenset({"asked_for_staff_at", "in_service"})
    assert fact_in(Written("UPDATE", table, both)) == "Monitor"
    assert fact_in(Written("UPDATE", table, frozenset())) == "Monitor"
    assert fact_in(Written("DELETE", table, frozenset())) == "Monitor"


@pytest.mark.parametrize("model", FACTS)
def test_the_table_of_each_fact_is_known(model):
    assert model_of_table(model._meta.db_table) is model


def test_a_new_password_writes_nothing_else_of_an_account(jail):
    """The account may have been locked since it was read."""
    stale = make_staff("officer", jail)
    User.objects.filter(pk=stale.pk).update(is_active=False)
    AccountAdapter().set_password(stale, "a-long-quiet-evening")
    fresh = User.objects.get(pk=stale.pk)
    assert fresh.check_password("a-long-quiet-evening")
    assert not fresh.is_active
