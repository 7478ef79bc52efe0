"""The people of the playground: a fictional French group, its bank, its ambassadors and its channels."""

from __future__ import annotations

from dataclasses import replace

from playground.workspace import ALL_SCOPES, Channel, Person, Workspace

ADMIN = Person(
    "U0ADMIN",
    "camille.royer",
    "Camille Royer",
    "Directrice de la communication, Lumières & Cie",
    is_admin=True,
    color="#9f2d20",
)
EDITOR = Person(
    "U0EDITOR",
    "hugo.lemaire",
    "Hugo Lemaire",
    "Animateur du programme ambassadeurs, Lumières & Cie",
    color="#2d6a4f",
)
AMBASSADORS = (
    Person(
        "U0INES",
        "ines.bakri",
        "Inès Bakri",
        "Conseillère entreprises, Banque Lumen",
        color="#1d4e89",
    ),
    Person(
        "U0PAUL",
        "paul.girard",
        "Paul Girard",
        "Ingénieur réseaux électriques, Lumières Énergie",
        color="#b5651d",
    ),
    Person(
        "U0SOFIA",
        "sofia.marchetti",
        "Sofia Marchetti",
        "Head of Sustainability, Lumières & Cie",
        locale="en-US",
        tz="Europe/London",
        color="#6a4c93",
    ),
    Person(
        "U0TOM",
        "tom.okafor",
        "Tom Okafor",
        "Product Manager, Lumen Pay",
        locale="en-US",
        tz="Europe/Dublin",
        color="#00798c",
    ),
    Person(
        "U0JEANNE",
        "jeanne.perrot",
        "Jeanne Perrot",
        "Responsable recrutement, Ressources humaines",
        color="#c44536",
    ),
    Person(
        "U0MALIK",
        "malik.diallo",
        "Malik Diallo",
        "Analyste risques, Banque Lumen",
        color="#40531b",
    ),
)
GUEST = Person(
    "U0GUEST",
    "claire.vasseur",
    "Claire Vasseur",
    "Cliente et partenaire, Atelier Vasseur",
    is_guest=True,
    color="#7d5a5a",
)
PEOPLE = (ADMIN, EDITOR, *AMBASSADORS, GUEST)
FRENCH = Channel("C0AMBFR", "ambassadeurs", "Dix articles par jour, à lire, à choisir, à partager")
ENGLISH = Channel("C0AMBEN", "ambassadors-en", "Ten articles a day to read, pick and share")
GENERAL = Channel("C0GENERAL", "general", "La vie de la maison")


def default_workspace(
    *,
    bot_name: str = "dizaine",
    commands: tuple[str, ...] = ("/dizaine",),
    scopes: frozenset[str] = ALL_SCOPES,
) -> Workspace:
    """A workspace with its cast: an admin, an editor, six ambassadors and a guest.

    The bot is in the two ambassador channels, not in #general; it has the `scopes` given, no more.
    """
    workspace = Workspace(bot_name=bot_name, commands=commands, scopes=scopes)
    for person in PEOPLE:
        workspace.add_person(replace(person))
    staff = [person.id for person in PEOPLE if not person.is_guest]
    english = [ADMIN.id, EDITOR.id, "U0SOFIA", "U0TOM", "U0MALIK"]
    members = {
        FRENCH.id: [*staff, GUEST.id, workspace.bot_user],
        ENGLISH.id: [*english, workspace.bot_user],
        GENERAL.id: staff,
    }
    for channel in (FRENCH, ENGLISH, GENERAL):
        empty = Channel(channel.id, channel.name, channel.topic, members=members[channel.id])
        workspace.add_channel(empty)
    for person in PEOPLE:
        workspace.im(person.id)
    return workspace
