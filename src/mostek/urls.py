"""The whole map of addresses on one screen."""

from __future__ import annotations

from django.urls import include, path, re_path

from mostek.api.routes import api
from mostek.api.webhooks import receive_webhook

urlpatterns = [
    re_path(r"^in/(?P<key>[\w-]+)/?$", receive_webhook, name="webhook"),
    path("api/v1/", api.urls),
    path("", include("mostek.panel.urls")),
]
