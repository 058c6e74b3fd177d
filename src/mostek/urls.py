"""The whole map of addresses on one screen."""

from __future__ import annotations

from django.urls import include, path

from mostek.api.routes import api
from mostek.api.webhooks import receive_webhook

urlpatterns = [
    path("in/<str:key>/", receive_webhook, name="webhook"),
    path("api/v1/", api.urls),
    path("", include("mostek.panel.urls")),
]
