//! The nouns that cross as text, checked and written as the library writes them.

use napi::bindgen_prelude::{Env, Result};
use napi_derive::napi;
use netwarden::value::{MacAddr, Oid};

use crate::error::raise;

#[napi]
pub fn oid(env: &Env, text: String) -> Result<String> {
    text.parse::<Oid>().map(|oid| oid.to_string()).map_err(|error| raise(env, &error))
}

#[napi]
pub fn mac(env: &Env, text: String) -> Result<String> {
    text.parse::<MacAddr>().map(|mac| mac.to_string()).map_err(|error| raise(env, &error))
}
