"""Facts about the machine for administrators."""

from django import template

from parloir.web.ops.media_server import MediaServerBuild
from parloir.web.ops.media_server import media_server_build as current_build

register = template.Library()


@register.simple_tag
def media_server_build() -> MediaServerBuild:
    return current_build()
