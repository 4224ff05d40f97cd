"""1688상품관 in the list of connectors. Its address and secrets come from the environment."""

from django.utils.translation import gettext_lazy as _

from rocket3pl.integrations.connectors import Connector
from rocket3pl.integrations.import1688.client import NAME

CONNECTOR = Connector(
    code=NAME,
    name=_("1688상품관"),
    about=_("중국에서 발송된 상품의 이벤트를 받고 입출고 결과를 알립니다"),
    of="environment",
    fields=(),
)
