"""The addresses of the panel. All but three are closed to strangers: see `middleware.Door`."""

from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from mostek.panel.views import (
    account,
    alerts,
    connect,
    documents,
    evidence,
    inbox,
    orders,
    overview,
    products,
    proofs,
    settings,
    sources,
    undecided,
    woocommerce,
)

app_name = "panel"

WFIRMA = "settings/integrations/wfirma/"
CONNECTION = f"{WFIRMA}<int:pk>/"

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("orders/", orders.orders, name="orders"),
    path("orders/<int:pk>/", orders.order, name="order"),
    path("orders/<int:pk>/decide/", orders.order_decide, name="order_decide"),
    path("orders/<int:pk>/answer/", orders.order_answer, name="order_answer"),
    path("orders/<int:pk>/undo/", orders.order_undo, name="order_undo"),
    path("documents/", documents.documents, name="documents"),
    path("documents/<int:pk>/pdf/", documents.document_pdf, name="document_pdf"),
    path("documents/<int:pk>/release/", documents.document_release, name="document_release"),
    path("documents/<int:pk>/undecided/", undecided.document_undecided, name="document_undecided"),
    path("documents/<int:pk>/check/", undecided.document_check, name="document_check"),
    path("documents/<int:pk>/adopt/", undecided.document_adopt, name="document_adopt"),
    path("documents/<int:pk>/issue/", undecided.document_issue, name="document_issue"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/release/", inbox.inbox_release, name="inbox_release"),
    path("products/", products.products, name="products"),
    path("products/<int:pk>/", products.product, name="product"),
    path("products/<int:pk>/decide/", products.product_decide, name="product_decide"),
    path("proof/", proofs.proofs, name="proofs"),
    path("proof/ask/", proofs.proof_ask, name="proof_ask"),
    path("proof/<int:pk>/", proofs.proof, name="proof"),
    path("proof/<int:pk>/sign/", proofs.proof_sign, name="proof_sign"),
    path("proof/<int:pk>/csv/", proofs.proof_csv, name="proof_csv"),
    path("proof/<int:pk>/pdf/", proofs.proof_pdf, name="proof_pdf"),
    path("sources/", sources.sources, name="sources"),
    path("sources/add/", sources.source_add, name="source_add"),
    path("sources/add/<slug:kind>/", sources.source_kind, name="source_kind"),
    path("sources/<int:pk>/", sources.source, name="source"),
    path("sources/<int:pk>/api-key/", sources.source_api_key, name="source_api_key"),
    path("sources/<int:pk>/pull/", sources.source_pull, name="source_pull"),
    path("sources/<int:pk>/examine/", sources.source_examine, name="source_examine"),
    path("sources/<int:pk>/register/", sources.source_register, name="source_register"),
    path("sources/<int:pk>/cut-over/", sources.source_cut_over, name="source_cut_over"),
    path("sources/<int:pk>/woocommerce/", woocommerce.source_woocommerce, name="source_woocommerce"),
    path(
        "sources/<int:pk>/woocommerce/back/",
        woocommerce.source_woocommerce_back,
        name="source_woocommerce_back",
    ),
    path("settings/", settings.settings_page, name="settings"),
    path("settings/integrations/", settings.integrations, name="integrations"),
    path("settings/seller/<int:pk>/", settings.seller, name="seller"),
    path("settings/seller/<int:pk>/preview/", settings.seller_preview, name="seller_preview"),
    path(WFIRMA, connect.connection_add, name="connection_add"),
    path(CONNECTION, connect.connection, name="connection"),
    path(f"{CONNECTION}switch/", settings.connection_switch, name="connection_switch"),
    path(f"{CONNECTION}numbering/", settings.connection_numbering, name="connection_numbering"),
    path(f"{CONNECTION}alerts/", alerts.connection_alerts, name="connection_alerts"),
    path(f"{CONNECTION}alerts/remove/", alerts.connection_alert_remove, name="connection_alert_remove"),
    path(f"{CONNECTION}alerts/test/", alerts.connection_alert_test, name="connection_alert_test"),
    path(f"{CONNECTION}application/", connect.connect_application, name="connect_application"),
    path(f"{CONNECTION}keys/", connect.connect_keys, name="connect_keys"),
    path(f"{CONNECTION}api-keys/", connect.connect_api_keys, name="connect_api_keys"),
    path(f"{CONNECTION}company/", connect.connect_company, name="connect_company"),
    path(f"{CONNECTION}test/", connect.connect_test, name="connect_test"),
    path(f"{CONNECTION}account-check/", evidence.connect_account_check, name="connect_account_check"),
    path(f"{CONNECTION}witness/", evidence.connect_witness, name="connect_witness"),
    path("connect/wfirma/callback/", connect.connect_callback, name="connect_callback"),
    path("start/", account.first_run, name="first_run"),
    path("login/", account.login, name="login"),
    path("logout/", account.logout, name="logout"),
    path("language/", set_language, name="language"),
]
