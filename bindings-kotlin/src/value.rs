//! The nouns that cross as text, checked and written as the library writes them.

use netwarden::value::{MacAddr, Oid};

use crate::error::NativeException;

#[uniffi::export]
pub fn native_oid(text: &str) -> Result<String, NativeException> {
    Ok(text.parse::<Oid>()?.to_string())
}

#[uniffi::export]
pub fn native_mac(text: &str) -> Result<String, NativeException> {
    Ok(text.parse::<MacAddr>()?.to_string())
}
