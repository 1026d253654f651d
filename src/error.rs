//! What can go wrong while answering a request, and the status it gets.
//!
//! An error carries no page: [`crate::serve`] turns it into the reader's language, or into problem+json for programs.
//! What a user typed travels with it where it would otherwise be lost. Details for operators go to the log only.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};

/// Everything a handler may give up with.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// 404: nothing there, or nothing the caller may know of.
    #[error("not found")]
    NotFound,
    /// 403: signed in, but in another role.
    #[error("needs the role {needed}")]
    Forbidden {
        /// Who could do it: a role's name.
        needed: &'static str,
    },
    /// 401 for programs, the sign-in page for people.
    #[error("needs a sign-in")]
    SignIn,
    /// 403: the form's token is missing, foreign or too old; the fields as they were typed.
    #[error("the form expired")]
    FormExpired(Vec<(String, String)>),
    /// 400: the request cannot be read.
    #[error("bad request: {0}")]
    BadRequest(&'static str),
    /// 409: somebody else was first. Handlers that can show both sides do so instead of returning this.
    #[error("changed meanwhile")]
    Conflict,
    /// 413: more bytes than the form may have.
    #[error("too large")]
    TooLarge,
    /// 422 for programs: the field and what is wrong with it.
    #[error("{field}: {problem}")]
    Invalid {
        /// The field's name.
        field: &'static str,
        /// What to write instead.
        problem: String,
    },
    /// 429: too often; seconds to wait.
    #[error("too many requests")]
    TooMany {
        /// Seconds until it may be tried again.
        wait: u64,
    },
    /// 408: the body came too slowly.
    #[error("too slow")]
    TooSlow,
    /// 503: the database or the disk does not answer now.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// 500: a fault of ours.
    #[error("internal: {0}")]
    Internal(String),
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        use diesel::result::{DatabaseErrorKind as Kind, Error as Diesel};
        match error {
            Diesel::NotFound => Self::NotFound,
            // SQLite reports a full disk or an I/O error, and PostgreSQL a shutdown, under kinds diesel does not know.
            Diesel::DatabaseError(Kind::ClosedConnection | Kind::UnableToSendCommand | Kind::Unknown, info) => {
                Self::Unavailable(info.message().to_owned())
            }
            Diesel::BrokenTransactionManager | Diesel::AlreadyInTransaction => Self::Unavailable(error.to_string()),
            other => Self::Internal(other.to_string()),
        }
    }
}

impl From<askama::Error> for Error {
    fn from(error: askama::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden { .. } | Self::FormExpired(_) => StatusCode::FORBIDDEN,
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::Conflict => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        match self {
            Self::TooMany { wait } => response.insert_header((header::RETRY_AFTER, wait.to_string())),
            Self::Unavailable(_) => response.insert_header((header::RETRY_AFTER, "5")),
            _ => &mut response,
        };
        response.finish()
    }
}
