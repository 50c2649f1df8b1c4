//! Every error answer of the server: `application/problem+json` with a stable code.
//!
//! Handlers return [`Fault`]; `?` turns database errors into it. What went wrong inside is logged here, once,
//! and never told to the caller.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use truckroll_domain::Refusal;
use truckroll_domain::sign_in::Demand;
use truckroll_domain::tenants::Full;
use truckroll_protocol::api::Problem;

/// Seconds after which a caller may try again when the database does not answer.
const RETRY_S: i64 = 2;

/// An error answer.
#[derive(Clone, Debug)]
pub struct Fault(pub Box<Problem>);

impl Fault {
    fn new(status: StatusCode, code: &str, title: &str, detail: impl Into<String>) -> Self {
        Self(Box::new(Problem {
            code: code.to_owned(),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            ..Problem::default()
        }))
    }
    /// 401; the detail says why (`signed_in_elsewhere`, `expired`, …).
    pub fn unauthenticated(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", "sign in first", detail)
    }
    /// 401: the password is right, and a code is needed. The detail says whether one was given and wrong.
    pub fn second_step(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "second_step_required", "give the code of the second step", detail)
    }
    /// 403: something must be done before anything else.
    #[must_use]
    pub fn demanded(demand: Demand) -> Self {
        Self::new(StatusCode::FORBIDDEN, demand.code(), "something must be done first", demand.word())
    }
    /// 403.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "not allowed", detail)
    }
    /// 404; also for what exists and may not be seen.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "there is no such thing", detail)
    }
    /// 400.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", "the request cannot be understood", detail)
    }
    /// 400: a member this version does not know.
    pub fn unknown_member(member: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "unknown_member", "the request has an unknown member", member)
    }
    /// 422: understood, and not acceptable.
    pub fn unacceptable(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_request", "the content is not acceptable", detail)
    }
    /// 413; the detail names the limit.
    pub fn too_large(what: &str, limit: u64) -> Self {
        let detail = format!("{what}: at most {limit} bytes");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "larger than the limit", detail)
    }
    /// 409.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "conflict", "something else is there already", detail)
    }
    /// 403: the organisation has switched this off.
    pub fn feature_off(feature: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "feature_off", "this is switched off", feature)
    }
    /// 409: the organisation has no seat left; the detail is the word of the seats, `fields` say how many of how many.
    #[must_use]
    pub fn seats_used_up(full: &Full) -> Self {
        Self::new(StatusCode::CONFLICT, "seats_used_up", "no seat is left", full.of.clone())
            .field("used", full.used.to_string())
            .field("most", full.most.to_string())
    }
    /// 403: the organisation's licence is over, and it only reads.
    #[must_use]
    pub fn licence_expired() -> Self {
        Self::new(StatusCode::FORBIDDEN, "licence_expired", "the organisation's licence is over", "licence")
    }
    /// 429.
    #[must_use]
    pub fn rate_limited(retry_after_s: i64) -> Self {
        let mut fault = Self::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", "too many attempts", "");
        fault.0.retry_after_s = Some(retry_after_s.max(1));
        fault
    }
    /// 503; the server recovers by itself.
    pub fn unavailable(detail: impl Into<String>) -> Self {
        let title = "the server cannot answer at the moment";
        let mut fault = Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", title, detail);
        fault.0.retry_after_s = Some(RETRY_S);
        fault
    }
    /// 500; what happened is in the log.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the server made a mistake", "")
    }
    /// 405.
    #[must_use]
    pub fn wrong_method() -> Self {
        let title = "this address has other methods";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "bad_request", title, "method")
    }
    /// A refused command: 409, or 404 and 403 where that is the refusal.
    pub fn refused(why: Refusal, detail: impl Into<String>) -> Self {
        let status = match why {
            Refusal::NotFound => StatusCode::NOT_FOUND,
            Refusal::NotAllowed | Refusal::Restricted { .. } => StatusCode::FORBIDDEN,
            _ => StatusCode::CONFLICT,
        };
        let mut fault = Self::new(status, "refused", "the command was refused", detail);
        fault.0.title = why.to_string();
        fault.0.refusal = Some(why);
        fault
    }
    /// Adds the problem of one member.
    #[must_use]
    pub fn field(mut self, member: &str, problem: impl Into<String>) -> Self {
        self.0.fields.insert(member.to_owned(), problem.into());
        self
    }
    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// Whether an error says that the database cannot be reached, rather than that a statement is wrong.
fn is_unreachable(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::BeginFailed => true,
        // PostgreSQL: connection failures, shutting down, too many connections; SQLite: busy, disk errors
        sqlx::Error::Database(inside) => inside.code().is_some_and(|code| {
            code.starts_with("08")
                || code.starts_with("57P")
                || code == "53300"
                || matches!(&*code, "5" | "10" | "13" | "14")
        }),
        _ => false,
    }
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        if is_unreachable(&error) {
            tracing::warn!(error = %error, "database is not reachable");
            Self::unavailable("database")
        } else {
            tracing::error!(error = %error, "database refused a statement");
            Self::internal()
        }
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        tracing::error!(error = %error, "file could not be used");
        Self::unavailable("files")
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let status = self.status();
        let retry = self.0.retry_after_s;
        let mut response = (status, Json(*self.0)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = retry {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// What handlers return.
pub type Answer<T> = Result<T, Fault>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unreachable_database_is_a_pause_and_a_wrong_statement_a_mistake() {
        assert_eq!(Fault::from(sqlx::Error::PoolTimedOut).0.status, 503);
        assert_eq!(Fault::from(sqlx::Error::Io(std::io::ErrorKind::ConnectionRefused.into())).0.retry_after_s, Some(2));
        assert_eq!(Fault::from(sqlx::Error::RowNotFound).0.code, "internal");
    }

    #[test]
    fn a_refusal_has_the_status_of_its_kind() {
        for (why, status) in [(Refusal::NotFound, 404), (Refusal::NotAllowed, 403), (Refusal::Mismatch, 409)] {
            assert_eq!(Fault::refused(why, "").0.status, status);
        }
    }
}
