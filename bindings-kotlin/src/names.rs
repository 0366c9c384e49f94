//! Names for numbers, and the user's own MIB files.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use netwarden::io::read_mib_files;
use netwarden::mib::{MibFile as CoreFile, MibReport, MibStrictness, Names, ObjectInfo};
use netwarden::value::{Oid, Value};

use crate::error::NativeException;
use crate::value::SnmpValue;

/// A MIB file's text. It may have several modules.
#[derive(uniffi::Record)]
pub struct MibFile {
    /// What to call it in messages: its path.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Names of objects and of their values; `io.netwarden.Names` wraps it.
#[derive(uniffi::Object)]
pub struct NativeNames {
    core: RwLock<Names>,
}

impl NativeNames {
    /// Nothing panics while it is held.
    fn read(&self) -> RwLockReadGuard<'_, Names> {
        self.core.read().unwrap_or_else(PoisonError::into_inner)
    }
}

#[uniffi::export]
impl NativeNames {
    #[uniffi::constructor]
    #[allow(clippy::new_ret_no_self)] // a handle
    pub fn new() -> Arc<Self> {
        Arc::new(Self { core: RwLock::new(Names::new()) })
    }

    pub fn lookup(&self, name: &str) -> Result<String, NativeException> {
        Ok(self.read().lookup(name)?.to_string())
    }

    pub fn name_of(&self, oid: &str) -> Result<Option<String>, NativeException> {
        Ok(self.read().name_of(&oid.parse::<Oid>()?))
    }

    pub fn describe(&self, name: &str) -> Result<Option<ObjectInfo>, NativeException> {
        let core = self.read();
        Ok(core.describe(&core.lookup(name)?))
    }

    pub fn show(&self, name: &str, value: SnmpValue) -> Result<String, NativeException> {
        let core = self.read();
        Ok(core.show(&core.lookup(name)?, &Value::try_from(value)?))
    }

    pub fn modules(&self) -> Vec<String> {
        self.read().modules()
    }

    pub fn size(&self) -> u32 {
        u32::try_from(self.read().len()).unwrap_or(u32::MAX)
    }

    pub fn load(&self, paths: Vec<String>, files: Vec<MibFile>, lenient: bool) -> Result<MibReport, NativeException> {
        let strictness = if lenient { MibStrictness::Lenient } else { MibStrictness::Strict };
        let mut all = read_mib_files(paths)?;
        all.extend(files.into_iter().map(|MibFile { name, text }| CoreFile { name, text: text.into_bytes() }));
        Ok(self.core.write().unwrap_or_else(PoisonError::into_inner).load(&all, strictness)?)
    }
}
