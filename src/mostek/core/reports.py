"""What Django may print about an error, in its debug page or in a report: never the value of a variable."""

from __future__ import annotations

from collections.abc import ItemsView
from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

HIDDEN = SafeExceptionReporterFilter.cleansed_substitute
# Headers and variables that repeat the query or the cookies.
REPEATING = {"QUERY_STRING", "HTTP_COOKIE", "HTTP_REFERER", "REQUEST_URI", "RAW_URI"}


class Filter(SafeExceptionReporterFilter):
    """Any local may hold a token, a key or a buyer, in our frames as in those of the HTTP client."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: FrameType
    ) -> ItemsView[str, Any]:
        return dict.fromkeys(tb_frame.f_locals, HIDDEN).items()

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        return dict.fromkeys(request.POST, HIDDEN) if request is not None else {}

    def get_safe_cookies(self, request: HttpRequest | None) -> dict[str, Any]:
        return dict.fromkeys(request.COOKIES, HIDDEN) if request is not None else {}


class Report(ExceptionReporter):
    """The address without its query, which on the way back from wFirma carries the authorization code."""

    def get_traceback_data(self) -> dict[str, Any]:
        found: dict[str, Any] = super().get_traceback_data()
        if self.request is not None:
            found["request_GET_items"] = [(name, HIDDEN) for name in self.request.GET]
            found["request_insecure_uri"] = self.request.path
            found["request_meta"] = {
                name: HIDDEN if name in REPEATING else value for name, value in found["request_meta"].items()
            }
        return found
