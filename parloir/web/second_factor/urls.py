from django.urls import path

from parloir.web.second_factor import account, asking, emergency, setup

urlpatterns = [
    path("code/", asking.ask_code, name="sign_in_code"),
    path("emergency/", emergency.sign_in_once, name="break_glass"),
    path("second-factor/", account.second_factor, name="second_factor"),
    path("second-factor/set-up/", setup.set_up, name="second_factor_setup"),
    path("second-factor/new-codes/", account.new_codes, name="second_factor_new_codes"),
    path("second-factor/off/", account.switch_off, name="second_factor_off"),
]
