"""The service as one thing: its areas, its documentation, its answers to faults."""

import logging
import re

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.operation import Operation

from rocket3pl.api.keys import Key
from rocket3pl.api.problems import of_malformed, of_refusal, problem, unauthenticated, unreadable
from rocket3pl.api.reading import StrictParser
from rocket3pl.api.v1 import (
    coupang,
    files,
    inbounds,
    inventory,
    jobs,
    master,
    me,
    notices,
    operator,
    outbounds,
    parked,
    people,
    products,
    reference,
    settings,
    shipments,
    webhooks,
)
from rocket3pl.shared.errors import DomainError, NotFound
from rocket3pl.web.problems import new_reference

log = logging.getLogger(__name__)


class Service(NinjaAPI):
    """The routes of version 1."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return how clients call an operation: outbounds_ship, products_list."""
        (tag, *_) = operation.tags or [""]
        thing = tag.rstrip("s")
        return f"{tag}_{re.sub(rf'_{thing}s?$', '', operation.view_func.__name__)}"


service = Service(
    title="Rocket3PL",
    version="1",
    description="Products, stock, inbounds and outbounds of a Korean 3PL, as the screens have them.",
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
    auth=Key(),
    parser=StrictParser(),
)
service.add_router("/products", products.router)
service.add_router("/inventory", inventory.router)
service.add_router("/coupang", coupang.router)
service.add_router("/inbounds", inbounds.router)
service.add_router("/shipments", shipments.router)
service.add_router("/outbounds", outbounds.router)
service.add_router("/files", files.router)
service.add_router("/settings", settings.router)
service.add_router("/webhooks", webhooks.router)
service.add_router("/jobs", jobs.router)
service.add_router("/notices", notices.router)
service.add_router("/reference", reference.router)
service.add_router("/operator", operator.router)
service.add_router("/operator", master.router)
service.add_router("/operator", parked.router)
service.add_router("/people", people.router)
service.add_router("/me", me.router)


def failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer a fault of ours with a word by which it is found in the log."""
    reference_word = new_reference()
    log.error("%s %s failed [%s]", request.method, request.path, reference_word, exc_info=error)
    return problem(500, "internal", _("처리 중 오류가 발생했습니다"), reference=reference_word)


service.add_exception_handler(DomainError, of_refusal)  # type: ignore[arg-type]
service.add_exception_handler(ValidationError, of_malformed)  # type: ignore[arg-type]
service.add_exception_handler(AuthenticationError, lambda _request, _error: unauthenticated())
service.add_exception_handler(HttpError, lambda _request, _error: unreadable())
service.add_exception_handler(Http404, lambda request, _error: of_refusal(request, NotFound("")))
service.add_exception_handler(Exception, failed)  # type: ignore[arg-type]
