from django.urls import path

from parloir.web.ops import demo_codes, health, mailbox

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/codes/", demo_codes.demo_codes, name="demo_codes"),
    path("mailbox/<str:name>/", mailbox.mail, name="mail"),
    path("mailbox/<str:name>/html/", mailbox.mail_html, name="mail_html"),
    path("mailbox/<str:name>/<int:number>/", mailbox.attachment, name="mail_attachment"),
]
