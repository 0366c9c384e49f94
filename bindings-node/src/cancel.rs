//! What an `AbortSignal` of JavaScript becomes: a token that the facade cancels.

use napi_derive::napi;
use tokio_util::sync::CancellationToken;

/// Ends one call. The facade makes one for each call that has an `AbortSignal`, and removes its
/// listener from the signal when the call has settled.
#[napi]
pub struct Cancel {
    token: CancellationToken,
}

#[napi]
impl Cancel {
    /// Not cancelled yet.
    #[napi(constructor)]
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self { token: CancellationToken::new() }
    }

    /// Ends the call.
    #[napi]
    pub fn cancel(&self) {
        self.token.cancel();
    }
}

impl Cancel {
    /// `work`, which is dropped when `cancel` says so.
    pub(crate) fn watch<T, F: Future<Output = netwarden::Result<T>>>(
        cancel: Option<&Self>,
        work: F,
    ) -> impl Future<Output = netwarden::Result<T>> + use<T, F> {
        let token = cancel.map(|cancel| cancel.token.clone()).unwrap_or_default();
        async move {
            match token.run_until_cancelled(work).await {
                Some(done) => done,
                None => Err(netwarden::Error::Cancelled),
            }
        }
    }
}
