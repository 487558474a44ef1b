"""Terms of the standards and of institutions as words, and numbers with their units."""

from __future__ import annotations

from collections.abc import Mapping

from stackcred_issuer.web.pages.language import N_, gettext, ngettext
from stackcred_issuer.web.pages.parts import (
    RequirementView,
)

MANY = 100  # how fractions are spoken of: `0.5 hours`

# Words for kinds of evidence that come from elsewhere (domain/evidence/kinds.py); other formats go by their names.
KINDS = (
    N_("File"), N_("Link"), N_("Text"), N_("Word document"), N_("Excel workbook"), N_("PowerPoint presentation"),
)  # fmt: skip

# What Open Badges 3.0 calls achievements (AchievementType), as `spaced` says it.
ACHIEVEMENT_TYPES = (
    N_("Achievement"), N_("Apprenticeship certificate"), N_("Assessment"), N_("Assignment"), N_("Associate degree"),
    N_("Award"), N_("Badge"), N_("Bachelor degree"), N_("Certificate"), N_("Certificate of completion"),
    N_("Certification"), N_("Community service"), N_("Competency"), N_("Course"), N_("Co curricular"), N_("Degree"),
    N_("Diploma"), N_("Doctoral degree"), N_("Fieldwork"), N_("General education development"),
    N_("Journeyman certificate"), N_("Learning program"), N_("License"), N_("Membership"),
    N_("Professional doctorate"), N_("Quality assurance credential"), N_("Master certificate"), N_("Master degree"),
    N_("Micro credential"), N_("Research doctorate"), N_("Secondary school diploma"),
)  # fmt: skip

_IDENTIFIERS: Mapping[str, str] = {
    "emailAddress": N_("E-mail address"),
    "name": N_("Name"),
    "userName": N_("User name"),
}

_KINDS: Mapping[str, str] = {
    "Percent": N_("percent"),
    "RawScore": N_("points"),
    "RubricCriterionLevel": N_("level"),
    "Status": N_("status"),
}

CAUSES: Mapping[str, str] = {
    "suspended": N_("Suspended on %(at)s."),
    "revoked": N_("Revoked on %(at)s."),
}

STEPS: Mapping[str, str] = {
    "done": N_("Done"),
    "open": N_("Next"),
    "later": N_("Later"),
    "not needed": N_("Not needed"),
}

_ROLES: Mapping[str, str] = {
    "mentor": N_("mentor"),
    "assessor": N_("assessor"),
    "employer": N_("employer"),
    "supervisor": N_("supervisor"),
    "confirmer": N_("confirmer"),
    "feedback": N_("feedback"),
}

_WORDS_AS: Mapping[str, str] = {
    "mentor": N_("Your word as a mentor"),
    "assessor": N_("Your word as an assessor"),
    "employer": N_("Your word as an employer"),
    "supervisor": N_("Your word as a supervisor"),
    "confirmer": N_("Your word as a confirmer"),
    "feedback": N_("Your feedback"),
}


def identifier_title(kind: str) -> str:
    """The kind of identifier a fingerprint was made of."""
    return _IDENTIFIERS.get(kind, spaced(kind).capitalize())


def result_unit(kind: str | None) -> str:
    """The unit behind a value: `percent` for Percent, nothing where the type says nothing."""
    return _KINDS.get(kind or "", "")


def status_title(status: str) -> str:
    """A result's status in words."""
    return spaced(status).capitalize()


def spaced(name: str) -> str:
    """`notYetValid` and `not_yet_valid` as `not yet valid`."""
    apart = "".join(
        f" {letter.lower()}" if letter.isupper() and index and name[index - 1].islower() else letter
        for index, letter in enumerate(name)
    )
    return apart.replace("_", " ").replace("-", " ").strip()


def role(name: str) -> str:
    """A role in the current language; a role that an institution made up stays as it is."""
    return gettext(_ROLES[name]) if name in _ROLES else spaced(name)


def your_word(name: str) -> str:
    """What somebody who is asked in this role is about to give."""
    return gettext(_WORDS_AS[name]) if name in _WORDS_AS else gettext("Your word: %(role)s", role=spaced(name))


def count(requirement: RequirementView) -> str:
    """`9 of 13 badges`; the numbers alone where the unit is not known."""
    text = gettext("%(have)s of %(need)s", have=requirement.have, need=requirement.need)
    return f"{text} {unit(requirement.unit, requirement.need or '')}".strip()


def unit(name: str | None, number: str) -> str:
    """The unit behind this number; empty without one."""
    whole = int(number) if number.isascii() and number.isdecimal() else MANY
    return {
        None: "",
        "badges": ngettext("badge", "badges", whole),
        "parts": ngettext("part", "parts", whole),
        "credits": ngettext("credit", "credits", whole),
        "hours": ngettext("hour", "hours", whole),
    }.get(name, (name or "").removesuffix("s" if whole == 1 else ""))
