"""What the playground itself says to people, in their language: Slack's own little sentences."""

from __future__ import annotations

from playground.workspace import Person

_WORDS: dict[str, tuple[str, str]] = {
    "no_person": ("Personne inconnue.", "Nobody here by that name."),
    "no_channel": ("Ce canal n'existe pas.", "There is no such channel."),
    "not_member": ("Vous n'êtes pas dans ce canal.", "You are not in this channel."),
    "no_message": ("Ce message n'est plus là.", "This message is gone."),
    "no_view": ("Cette fenêtre est fermée.", "This window is closed."),
    "no_element": ("Ce bouton n'est plus là.", "This button is gone."),
    "no_option": ("Ce choix n'est pas proposé.", "This choice is not offered."),
    "no_control": ("Commande inconnue.", "There is no such control."),
    "empty": ("Écrivez quelque chose.", "Write something."),
    "bad_request": ("Demande incomplète.", "Incomplete request."),
    "only_you": (
        "Ce message n'est visible que par vous : on ne peut pas y réagir.",
        "Only you can see this message: it takes no reactions.",
    ),
    "invalid_name": ("Cet emoji n'existe pas ici.", "There is no such emoji here."),
    "already_reacted": ("Vous avez déjà réagi ainsi.", "You have already reacted with this."),
    "no_reaction": ("Vous n'avez pas réagi ainsi.", "You have not reacted with this."),
    "no_answer": (
        "L'application n'a pas répondu en 3 secondes. Réessayez.",
        "The app did not answer within 3 seconds. Try again.",
    ),
    "trouble": (
        "Nous avons du mal à nous connecter. Réessayer ?",
        "We had some trouble connecting. Try again?",
    ),
    "required": ("Ce champ est obligatoire.", "Please complete this required field."),
    "too_short": ("Au moins {n} caractères.", "At least {n} characters."),
    "too_long": ("Au plus {n} caractères.", "At most {n} characters."),
    "not_number": ("Entrez un nombre.", "Enter a number."),
    "too_low": ("Au moins {n}.", "{n} or more."),
    "too_high": ("Au plus {n}.", "{n} or less."),
    "not_url": (
        "Entrez une adresse complète (https://…).",
        "Enter a complete address (https://…).",
    ),
    "not_email": ("Entrez une adresse électronique valide.", "Enter a valid email address."),
    "unknown_command": (
        "{command} n'est pas une commande valide. Tout message qui commence par « / » est une commande.",
        '{command} is not a valid command. In Slack, all messages that start with "/" are commands.',
    ),
    "command_failed": (
        "{command} a échoué avec l'erreur « {error} »",
        '{command} failed with the error "{error}"',
    ),
}


class Told(Exception):
    """Something a person asked for cannot be; `str()` is the sentence to show them."""


def say(person: Person | None, key: str, **values: object) -> str:
    """The sentence under `key` in the person's language (French when unknown)."""
    french, english = _WORDS[key]
    chosen = english if person is not None and person.locale.startswith("en") else french
    return chosen.format(**values)
