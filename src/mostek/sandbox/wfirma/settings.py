"""Everything the sandbox guesses or that differs between accounts, as switches (see COVERAGE.md)."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    # OAuth 2.0
    code_seconds: float = 600
    access_token_seconds: float = 3600
    refresh_token_days: float = 30
    token_error_status: int = 400
    invalid_client_status: int = 401
    hand_back: Literal["button", "redirect"] = "button"
    verification_seconds: float | None = None
    edit_needs_verification: bool = True

    # Access
    check_ip: bool = False
    wrong_ip_code: str = "ACCESS DENIED"
    auth_failure_limit: int = 10
    bare_auth: bool = False
    without_company: Literal["required", "panel"] = "required"

    # Contractors and documents
    street_required: bool = False
    tax_id_type_required: bool = True
    inline_contractor: Literal["create", "match_nip"] = "create"
    unknown_series: Literal["default", "error"] = "default"
    type_family_enforced: bool = True
    eq_ignores_case: bool = True
    find_with_lines: bool = False
    add_with_lines: bool = True
    line_gtu: Literal["kept", "ignored"] = "kept"
    good_gtu: Literal["extended", "any", "ignored"] = "extended"
    linked_good: Literal["fills", "overrides"] = "fills"
    unknown_good: Literal["error", "ignored"] = "error"
    line_gtu_shown: bool = True
    exchange_before: Literal["sale", "issue"] = "sale"
    page_cap: int = 100
    deleted_again: Literal["NOT FOUND", "INPUT ERROR"] = "NOT FOUND"

    # KSeF
    ksef_seconds: float = 5
    ksef_authorised: bool = True

    # Webhooks
    webhook_layout: Literal["list", "flat"] = "list"
    webhook_acknowledgement: Literal["key", "status"] = "key"
    webhook_seconds: float = 0
    webhook_repeats: int = 2
    webhook_repeat_seconds: float = 60

    # Value types in JSON
    numeric_paging: bool = False
    errors_as_false: bool = False
    null_disposaldate: bool = False
