"""The whole map of addresses on one screen."""

from __future__ import annotations

from django.urls import include, path

from mostek.api.hooks import receive_hook
from mostek.api.pages import show_problem
from mostek.api.routes import api
from mostek.api.webhooks import receive_webhook
from mostek.panel.views.pdfs import open_pdf
from mostek.panel.views.woocommerce import woocommerce_keys

# /healthz, /readyz and /metrics are answered before: `api.probes`.
urlpatterns = [
    path("in/<slug:key>/", receive_webhook, name="webhook"),
    path("in/<slug:key>", receive_webhook),  # a redirect would turn the POST into a GET, and the sale be lost
    path("hooks/wfirma/<slug:key>/", receive_hook, name="hook"),
    path("hooks/wfirma/<slug:key>", receive_hook),
    path("api/v1/", api.urls),
    path("problems/", show_problem, {"code": ""}, name="problems"),
    path("problems/<str:code>/", show_problem, name="problem"),
    path("pdf/<str:token>/", open_pdf, name="open_pdf"),  # signed: no login
    path("connect/woocommerce/keys/", woocommerce_keys, name="woocommerce_keys"),  # posted by a shop
    path("", include("mostek.panel.urls")),
]
