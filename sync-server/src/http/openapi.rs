//! The head of the OpenAPI document; the routes bring the rest.

use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

/// Title, ways to sign in, tags.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Truckroll",
        description = "Field service and customer service. Members are snake_case, times are milliseconds UTC, ids are \
                       UUID text. Errors are RFC 9457 problems with a stable `code`. The shapes of bodies are in docs/api.md."
    ),
    modifiers(&Doors),
    tags(
        (name = "setup", description = "Opening and setting up an organisation"),
        (name = "sessions", description = "Signing in and out"),
        (name = "account", description = "One's own account"),
        (name = "security", description = "Accounts of others, API tokens, how the organisation signs in"),
        (name = "audit", description = "What was done about security and settings"),
        (name = "commands", description = "Everything that changes something"),
        (name = "sync", description = "Replicas of devices"),
        (name = "visits", description = "Visits and dispatch"),
        (name = "tickets", description = "Tickets"),
        (name = "people", description = "Staff"),
        (name = "customers", description = "Companies, contacts, assets"),
        (name = "search", description = "Search over everything"),
        (name = "forms", description = "Forms and their published links"),
        (name = "notifications", description = "Notices to people"),
        (name = "attachments", description = "Photos and files"),
    )
)]
pub(super) struct Document;

struct Doors;

impl Modify for Doors {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let parts = document.components.get_or_insert_default();
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("Token of a session, or an API token (`trk_…`) with its scopes"))
            .build();
        parts.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        let cookie = ApiKeyValue::with_description(
            crate::auth::COOKIE,
            "Cookie of a session; methods that change something also need the header `x-truckroll: 1`",
        );
        parts.add_security_scheme("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    }
}
