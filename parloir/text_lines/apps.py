from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TextLinesConfig(AppConfig):
    name = "parloir.text_lines"
    verbose_name = _("Text lines")
