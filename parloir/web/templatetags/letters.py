"""The look of mails. Many mail programs read no style sheet, so each element has its own style.

On paper a mail is one sheet (P12): a style sheet makes it smaller there, and has to overrule the
elements' own styles.
"""

from django import template
from django.utils.safestring import SafeString

register = template.Library()

SOFT_INK = "color:#565c65"
TEAL = "#0f6460"

LOOKS: dict[str, tuple[str, ...]] = {
    "page": ("margin:0", "padding:0", "background:#fbfaf6"),
    "sheet": (
        "max-width:600px",
        "margin:0 auto",
        "padding:24px 16px",
        "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif",
        "font-size:18px",
        "line-height:1.5",
        "color:#1c1d1f",
    ),
    "subject": ("font-size:26px", "line-height:1.25", "margin:0 0 20px"),
    "paragraph": ("margin:0 0 16px",),
    "code": (
        "margin:0 0 20px",
        "padding:16px",
        f"border:2px solid {TEAL}",
        "border-radius:12px",
        "background:#ffffff",
        "text-align:center",
    ),
    "code-name": ("font-size:18px",),
    "code-digits": (
        "font-size:44px",
        "line-height:1.2",
        "font-weight:bold",
        "white-space:nowrap",
    ),
    "facts": ("border-collapse:collapse", "margin:0 0 20px"),
    "fact-name": ("padding:4px 16px 4px 0", "vertical-align:top", "white-space:nowrap", SOFT_INK),
    "fact": ("padding:4px 0", "vertical-align:top"),
    "action": ("margin:0 0 24px",),
    "button": (
        "display:inline-block",
        "padding:14px 24px",
        "border-radius:8px",
        f"background:{TEAL}",
        "color:#ffffff",
        "font-weight:bold",
        "text-decoration:none",
    ),
    "heading": ("font-size:20px", "margin:24px 0 8px"),
    "list": ("margin:0 0 16px", "padding-left:22px"),
    "item": ("margin:0 0 6px",),
    "foot": (
        "margin:32px 0 0",
        "padding-top:16px",
        "border-top:1px solid #d9dad6",
        SOFT_INK,
        "font-size:16px",
    ),
    "link": (f"color:{TEAL}",),
}

ON_PAPER: dict[str, tuple[str, ...]] = {
    "body": ("background:none",),
    ".sheet": ("max-width:none", "padding:0", "font-size:11pt", "line-height:1.35"),
    "h1": ("font-size:15pt", "margin-bottom:8pt"),
    "h2": ("font-size:12pt", "margin:8pt 0 3pt"),
    "p": ("margin-bottom:5pt",),
    "td": ("padding-top:1pt", "padding-bottom:1pt"),
    "table": ("margin-bottom:5pt",),
    "ul": ("margin-bottom:5pt",),
    "li": ("margin-bottom:1pt",),
    ".code": ("margin-bottom:8pt", "padding:6pt"),
    ".digits": ("font-size:32pt",),
    ".button": ("display:none",),
    ".foot": ("margin-top:8pt", "padding-top:5pt", "font-size:10pt"),
}


@register.simple_tag
def print_looks() -> SafeString:
    """Return the style sheet for mails on paper."""
    rules = (
        f"{element}{{{''.join(f'{declaration}!important;' for declaration in declarations)}}}"
        for element, declarations in ON_PAPER.items()
    )
    return SafeString(f"@media print{{{''.join(rules)}}}")


@register.simple_tag
def look(element: str) -> SafeString:
    """Return the value of the attribute `style` for this element of a mail."""
    return SafeString("".join(f"{declaration};" for declaration in LOOKS[element]))
