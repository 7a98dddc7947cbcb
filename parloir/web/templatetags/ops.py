"""Facts about the machine for administrators."""

from django import template

from parloir.clock import current_time
from parloir.facilities.zone_warnings import zone_warning
from parloir.liveness.readiness import readiness, say_set_aside
from parloir.media.relay import RelayAddress
from parloir.media_node.relay import answering_addresses
from parloir.notices.operations import count_set_aside
from parloir.web.ops.media_server import MediaServerBuild
from parloir.web.ops.media_server import media_server_build as current_build

register = template.Library()


@register.simple_tag
def media_server_build() -> MediaServerBuild:
    return current_build()


@register.simple_tag
def relay_addresses() -> list[tuple[RelayAddress, bool]]:
    """Return each address of the relay, and whether it answers."""
    return list(answering_addresses(now=current_time()))


@register.simple_tag
def letters_set_aside() -> str:
    """Return a sentence, empty if there are none."""
    aside = count_set_aside()
    return say_set_aside(aside) if aside else ""


@register.simple_tag
def why_mail_waits() -> str:
    """Return a sentence, empty if mail goes out."""
    parts = readiness(now=current_time())
    return next((part.sentence for part in parts if part.name == "mail" and not part.is_well), "")


@register.simple_tag
def zone_data_warning() -> str:
    """Return a sentence, empty if all is well."""
    return zone_warning(now=current_time())
