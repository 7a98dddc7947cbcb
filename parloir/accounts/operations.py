from parloir.accounts.models import User


def choose_language(*, user: User, language: str) -> None:
    """Set the language in which this person reads pages, on every device, and mails."""
    User.objects.filter(pk=user.pk).update(language=language)
    user.language = language
