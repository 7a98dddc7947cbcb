"""Addresses of the visitor's site."""

from django.urls import path

from parloir.web.language import set_language
from parloir.web.visitor import (
    asking,
    companions,
    disputes,
    home,
    identity,
    invitation_stop,
    make_ups,
    moving,
    new_time,
    public,
    registration,
    restrictions,
    schedule_companions,
    schedule_when,
    schedule_whom,
    visits,
)
from parloir.web.visitor.answers import QUESTIONS

INMATE = "schedule/<str:kind>/<slug:slug>/<str:inmate_id>/"

urlpatterns = [
    path("", home.home, name="home"),
    path("language/", set_language, name="set_language"),
    path("register/", registration.ask_email, name="register"),
    path("register/code/", registration.ask_code, name="register_code"),
    *[
        path(f"register/{name}/", registration.question(name), name=f"register_{name}")
        for name in QUESTIONS
    ],
    path("register/password/", registration.ask_password, name="register_password"),
    path("identity/", identity.my_identity, name="my_identity"),
    path("identity/where/", asking.where_to_visit, name="where_to_visit"),
    path("identity/where/in/<str:code>/", asking.where_in_state, name="where_in_state"),
    path("identity/where/<slug:slug>/", asking.ask_agency_page, name="ask_agency"),
    path("identity/<str:piece>/", identity.take_picture, name="take_picture"),
    path("identity/<str:piece>/picture/", identity.own_picture, name="own_picture"),
    path("schedule/<str:kind>/", schedule_whom.choose_state, name="schedule"),
    path(
        "schedule/<str:kind>/in/<str:code>/", schedule_whom.choose_facility, name="schedule_state"
    ),
    path("schedule/<str:kind>/<slug:slug>/", schedule_whom.choose_inmate, name="schedule_inmate"),
    path(f"{INMATE}along/", schedule_companions.choose_companions, name="schedule_companions"),
    path(INMATE, schedule_when.choose_when, name="schedule_when"),
    path(f"{INMATE}check/", schedule_when.check_and_finish, name="schedule_check"),
    path("visits/", visits.my_visits, name="my_visits"),
    path("visits/<str:booking_id>/", visits.my_visit, name="my_visit"),
    path("visits/<str:booking_id>/booked/", visits.booked, name="booked"),
    path("visits/<str:booking_id>/paper/", visits.on_paper, name="visit_on_paper"),
    path("visits/<str:booking_id>/calendar/", visits.calendar_entry, name="visit_calendar"),
    path("visits/<str:booking_id>/new-time/", new_time.new_time, name="new_time"),
    path("visits/<str:booking_id>/make-up/", make_ups.book_make_up, name="book_make_up"),
    path("visits/<str:booking_id>/cancel/", visits.cancel_visit, name="cancel_visit"),
    path("visits/<str:booking_id>/time/", moving.change_time, name="change_time"),
    path("visits/<str:booking_id>/time/check/", moving.check_new_time, name="change_time_check"),
    path("visits/<str:booking_id>/stay-away/", visits.stay_away_from, name="stay_away"),
    path("visits/<str:booking_id>/dispute/", disputes.dispute_visit, name="dispute_visit"),
    path("company/", companions.my_companions, name="my_companions"),
    path("company/child/", companions.add_child, name="add_child"),
    path("company/child/<str:minor_id>/remove/", companions.remove_child, name="remove_child"),
    path("company/allow/", companions.allow_invitations_page, name="allow_invitations"),
    path(
        "company/stop/<str:companionship_id>/<str:signature>/",
        invitation_stop.stop_invitations_page,
        name="stop_invitations",
    ),
    path("company/adult/", companions.invite_adult, name="invite_adult"),
    path(
        "company/adult/<str:companionship_id>/answer/",
        companions.answer_invitation,
        name="answer_invitation",
    ),
    path(
        "company/adult/<str:companionship_id>/end/",
        companions.end_companionship_page,
        name="end_companionship_page",
    ),
    path("restrictions/", restrictions.my_restrictions, name="my_restrictions"),
    path(
        "restrictions/<str:restriction_id>/appeal/",
        restrictions.appeal_restriction,
        name="appeal_restriction",
    ),
    path(
        "restrictions/<str:restriction_id>/paper/",
        restrictions.appeal_on_paper,
        name="appeal_on_paper",
    ),
    path("facilities/", public.facilities, name="facilities"),
    path("facilities/<slug:slug>/procedure/", public.procedure, name="procedure"),
    path("install/", public.install, name="install"),
]
