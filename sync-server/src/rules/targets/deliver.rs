//! One call: over HTTP with a signature, as a letter, as a short message; and what is noted of it.

use sqlx::Row as _;
use truckroll_domain::TargetId;
use truckroll_domain::triggers::{Auth, Expect, Target, TargetKind};
use truckroll_protocol::api::rules::DeliveryRequest;

use super::call::{Caller, Due, Outcome};
use super::sign::sign;
use super::{Sealed, http_method, purpose, same_origin, secret_purpose};
use crate::db::DbResult;
use crate::notify::{Letter, endpoint, post};

/// Longest beginning of an answer that is kept, characters.
const MAX_KEPT: usize = 1_000;

/// A target's secrets, opened.
struct Secrets {
    target: Target,
    secret: Option<String>,
    signing: String,
}

impl Caller {
    /// Makes a call.
    pub(super) async fn make(&self, due: &Due) -> DbResult<Outcome> {
        match (due.rendered.via, due.rendered.kind.as_str()) {
            (Some(target), _) => self.over_http(due, target).await,
            (None, "email") if self.app.config.smtp_url.is_none() => Ok(Outcome::never("no mail server is set")),
            (None, "sms") if !self.app.config.sms_log => Ok(Outcome::never("no provider of short messages is named")),
            // these are handed on by the transaction that notes them
            (None, _) => Ok(Outcome { done: true, ..Outcome::default() }),
        }
    }

    async fn secrets(&self, due: &Due, id: TargetId) -> DbResult<Option<Secrets>> {
        let row = sqlx::query("select body, secret, signing from targets where tenant_id = $1 and id = $2")
            .bind(due.tenant.to_string())
            .bind(id.to_string())
            .fetch_optional(self.app.db.pool())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let (body, secret, signing): (String, Option<String>, String) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let open = |sealed: &str, what: &str| {
            let bytes = self.app.secrets.seal.open(sealed, &secret_purpose(due.tenant, id, what))?;
            String::from_utf8(bytes).ok()
        };
        let read = || {
            Some(Secrets {
                target: serde_json::from_str(&body).ok()?,
                secret: match &secret {
                    Some(sealed) => Some(open(sealed, "secret")?),
                    None => None,
                },
                signing: open(&signing, "signing")?,
            })
        };
        Ok(read())
    }

    async fn over_http(&self, due: &Due, id: TargetId) -> DbResult<Outcome> {
        let Some(secrets) = self.secrets(due, id).await? else { return Ok(Outcome::never("the target is gone")) };
        let TargetKind::Url { address, auth, expect, .. } = &secrets.target.what else {
            return Ok(Outcome::never("the target is no URL any more"));
        };
        let sealed = self.sealed(due);
        let request = &private(due, sealed.as_ref());
        if !secrets.target.enabled {
            return Ok(Outcome::never("the target is switched off"));
        }
        // a secret is never sent to another address than the one it was given for
        if !same_origin(&request.to, address) {
            return Ok(Outcome::never("the target has another address now"));
        }
        let Some(url) = endpoint(&request.to, self.reach) else {
            return Ok(Outcome::never("this address may not be called"));
        };
        let seconds = self.app.clock.now().ms().div_euclid(1_000);
        let Some(signature) = sign(&secrets.signing, &due.id, seconds, &request.body) else {
            return Ok(Outcome::never("the signing secret cannot be read"));
        };
        let mut call = self.client.request(http_method(&request.method), url);
        for (name, value) in sealed.into_iter().flat_map(|sealed| sealed.headers) {
            call = call.header(name, value);
        }
        call = call
            .header("webhook-id", &due.id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signature);
        call = match (auth, &secrets.secret) {
            (Auth::Basic { user }, secret) => call.basic_auth(user, secret.as_deref()),
            (Auth::Bearer, Some(secret)) => call.bearer_auth(secret),
            _ => call,
        };
        if !request.body.is_empty() {
            call = call.header("content-type", "application/json").body(request.body.clone());
        }
        let answer = match call.send().await {
            Ok(answer) => answer,
            Err(error) => return Ok(Outcome::again(cause(&error.without_url()))),
        };
        let status = answer.status();
        let body = match Self::read(answer).await {
            Ok(body) => body,
            Err(error) => return Ok(Outcome::again(cause(&error.without_url()))),
        };
        Ok(judged(status.as_u16(), &body, expect, secrets.secret.as_deref()))
    }

    /// What was sealed when the call was asked for: the headers of the target, and what is private.
    fn sealed(&self, due: &Due) -> Option<Sealed> {
        let bytes = self.app.secrets.seal.open(&due.headers, &purpose(&due.tenant.to_string()))?;
        // before there was anything private, the headers alone were sealed
        let bare = || serde_json::from_slice(&bytes).ok().map(|headers| Sealed { headers, private: None });
        serde_json::from_slice(&bytes).ok().or_else(bare)
    }

    /// Notes what became of a call.
    pub(super) async fn note(&self, due: &Due, outcome: Outcome) -> DbResult<()> {
        let now = self.app.clock.now();
        let next = Self::again_at(due.attempts, now).filter(|_| !outcome.done && !outcome.never);
        let word = if outcome.done {
            "delivered"
        } else if next.is_some() {
            "again"
        } else {
            "failed"
        };
        metrics::counter!("target_calls_total", "kind" => due.rendered.kind.clone(), "outcome" => word).increment(1);
        let request = &private(due, self.sealed(due).as_ref());
        let mut tx = self.app.db.begin().await?;
        // of two nodes whose leases overlapped, the first has said what became of it
        let noted = sqlx::query(
            "update deliveries set done_at = cast($1 as bigint), failed = $2, status = cast($3 as bigint), answer = $4, \
             error = $5, next_at = $6, leased_until = 0 where tenant_id = $7 and id = $8 and done_at is null",
        )
        .bind(next.is_none().then_some(now.ms()))
        .bind(i64::from(!outcome.done && next.is_none()))
        .bind(outcome.status)
        .bind(kept(&outcome.answer))
        .bind(kept(&outcome.error))
        .bind(next.unwrap_or(now).ms())
        .bind(due.tenant.to_string())
        .bind(&due.id)
        .execute(tx.on())
        .await?;
        if noted.rows_affected() == 1 && outcome.done && due.rendered.via.is_none() {
            if due.rendered.kind == "email" {
                let directory = self.app.directory(due.tenant).await?;
                let (subject, text) = (request.subject.clone(), request.body.clone());
                let letter = Letter { subject, text, sender: directory.branding().name, sealed: None };
                post(&mut tx, &self.app, due.tenant, &request.to, &letter).await?;
            } else {
                sqlx::query("insert into sms_kept (tenant_id, id, at, receiver, body) values ($1, $2, $3, $4, $5)")
                    .bind(due.tenant.to_string())
                    .bind(self.app.fresh::<uuid::Uuid>().to_string())
                    .bind(now.ms())
                    .bind(&request.to)
                    .bind(&request.body)
                    .execute(tx.on())
                    .await?;
            }
        }
        tx.commit().await
    }
}

/// What is sent, with what is private in its place.
fn private(due: &Due, sealed: Option<&Sealed>) -> DeliveryRequest {
    let mut request = due.rendered.request.clone();
    if let Some((to, body)) = sealed.and_then(|sealed| sealed.private.as_ref()) {
        request.to.clone_from(to);
        request.body.clone_from(body);
    }
    request
}

/// What an answer means.
fn judged(status: u16, body: &str, expect: &Expect, secret: Option<&str>) -> Outcome {
    let mut answer = body.to_owned();
    // a receiver that repeats what it was sent does not write our secrets into the log
    if let Some(secret) = secret.filter(|secret| !secret.is_empty()) {
        answer = answer.replace(secret, "•••");
    }
    let outcome = Outcome { status: Some(i64::from(status)), answer, ..Outcome::default() };
    match status {
        200..=299 if expect.met_by(body) => Outcome { done: true, ..outcome },
        200..=299 => Outcome { error: "the answer is not what is expected".to_owned(), ..outcome },
        410 => Outcome { never: true, error: "the receiver wants no more calls".to_owned(), ..outcome },
        300..=399 => Outcome { error: "the receiver sends elsewhere, which is not followed".to_owned(), ..outcome },
        _ => Outcome { error: format!("the receiver answered {status}"), ..outcome },
    }
}

/// The innermost reason of an error, which says most.
fn cause(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer within ten seconds".to_owned();
    }
    let mut inner: &dyn std::error::Error = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    inner.to_string()
}

fn kept(text: &str) -> String {
    text.chars().filter(|c| *c != '\0').take(MAX_KEPT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_judged_by_status_and_expectation() {
        let text = |contains: &str| Expect::Text { contains: contains.to_owned() };
        for (status, body, expect, done, never) in [
            (200, "", Expect::Nothing, true, false),
            (204, "", Expect::Nothing, true, false),
            (200, "{}", Expect::Json, true, false),
            (200, "fine", Expect::Json, false, false),
            (200, "it is OK", text("OK"), true, false),
            (200, "no", text("OK"), false, false),
            (302, "", Expect::Nothing, false, false),
            (404, "", Expect::Nothing, false, false),
            (410, "", Expect::Nothing, false, true),
            (500, "OK", text("OK"), false, false),
        ] {
            let outcome = judged(status, body, &expect, None);
            assert_eq!((outcome.done, outcome.never), (done, never), "{status} {body}");
        }
        assert_eq!(judged(200, "you sent s3cret", &Expect::Nothing, Some("s3cret")).answer, "you sent •••");
    }
}
