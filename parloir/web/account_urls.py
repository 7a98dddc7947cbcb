"""Signing in and out, by django-allauth, and our own pages for a new password."""

from allauth.account import views
from django.urls import include, path
from django.views.generic import RedirectView

from parloir.web.passwords import views as passwords
from parloir.web.screen_lock.views import screen_lock, unlock_screen
from parloir.web.signin_views import sign_in

urlpatterns = [
    path("login/", sign_in, name="account_login"),
    path("", include("parloir.web.second_factor.urls")),
    path("logout/", views.logout, name="account_logout"),
    path("unlock/", unlock_screen, name="account_unlock"),
    path("screen/", screen_lock, name="screen_lock"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", RedirectView.as_view(pattern_name="register"), name="account_signup"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/reset/", passwords.ask_address, name="account_reset_password"),
    path("password/reset/link/", passwords.link_sent, name="password_link_sent"),
    path("password/reset/confirm/", passwords.ask_code, name="account_confirm_password_reset_code"),
    path(
        "password/reset/complete/",
        passwords.choose_password,
        name="account_complete_password_reset",
    ),
    path(
        "password/reset/done/", passwords.password_is_set, name="account_reset_password_completed"
    ),
    path("password/link/", passwords.open_link, name="password_sheet"),
    path("password/link/<str:token>/", passwords.open_link, name="password_by_link"),
]
