"""The form of an endpoint."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from rocket3pl.messages.endpoints import MAX_DESCRIPTION, EndpointDetails
from rocket3pl.messages.targets import MAX_URL
from rocket3pl.portal.webhooks.words import GROUPS, SENTENCES, TOPICS
from rocket3pl.web.forms import Form, Text, TextField

_TOO_LONG = {"max_length": _("%(limit_value)s자 이하로 입력해 주세요")}


class EndpointForm(Form):
    """Where a system listens, and to what."""

    sentences = SENTENCES
    url = TextField(
        label=_("받을 주소"),
        max_length=MAX_URL,
        error_messages=_TOO_LONG,
        widget=forms.URLInput(attrs={"autocomplete": "off", "placeholder": "https://"}),
    )
    description = TextField(
        label=_("설명"),
        required=False,
        max_length=MAX_DESCRIPTION,
        error_messages=_TOO_LONG,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    topics = forms.MultipleChoiceField(
        label=_("받을 내용"),
        required=False,
        choices=cast("Any", list(TOPICS.items())),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("목록에서 다시 선택해 주세요")},
    )

    @property
    def groups(self) -> list[tuple[Text, list[tuple[str, Text, bool]]]]:
        """Return the topics by what they are about: (group, [(topic, its word, whether it is chosen)])."""
        chosen = set(self["topics"].value() or ())
        return [
            (name, [(t, word, t in chosen) for t, word in TOPICS.items() if t.startswith(f"{group}.")])
            for group, name in GROUPS.items()
        ]

    def details(self) -> EndpointDetails:
        """Return what was entered."""
        values = self.cleaned_data
        return EndpointDetails(values["url"], values["description"], values["topics"])
