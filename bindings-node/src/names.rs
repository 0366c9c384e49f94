//! Names for numbers, and the user's own MIB files.

use napi::bindgen_prelude::{Either, Env, Result, Uint8Array};
use napi_derive::napi;
use netwarden::Error;
use netwarden::io::read_mib_files;
use netwarden::mib::{MibFile, MibStrictness, Names as Core};
use netwarden::value::Oid;

use crate::convert::Js;
use crate::data::{MibReport, ObjectInfo};
use crate::error::raise;
use crate::value::GivenValue;

/// A MIB file: where it lies, or its name and its content.
#[napi(object, object_to_js = false)]
pub struct GivenMib {
    pub path: Option<String>,
    pub name: Option<String>,
    pub text: Option<Either<String, Uint8Array>>,
}

impl GivenMib {
    fn read(self) -> netwarden::Result<Vec<MibFile>> {
        match (self.path, self.name, self.text) {
            (Some(path), _, _) => read_mib_files([path]),
            (None, Some(name), Some(Either::A(text))) => Ok(vec![MibFile { name, text: text.into_bytes() }]),
            (None, Some(name), Some(Either::B(octets))) => Ok(vec![MibFile { name, text: octets.to_vec() }]),
            (None, name, _) => {
                let expected = "a path, or an object with the name and the text of a module, is expected";
                Err(Error::invalid("MIB file", name.unwrap_or_default(), expected))
            }
        }
    }
}

/// Names of objects and of their values.
#[napi]
pub struct Names {
    core: Core,
}

#[napi]
impl Names {
    #[napi(constructor)]
    #[allow(clippy::new_without_default)] // JavaScript's constructor
    pub fn new() -> Self {
        Self { core: Core::new() }
    }

    #[napi]
    pub fn lookup(&self, env: &Env, name: String) -> Result<String> {
        self.core.lookup(&name).map(|oid| oid.to_string()).map_err(|error| raise(env, &error))
    }

    #[napi]
    pub fn name_of(&self, env: &Env, oid: String) -> Result<Option<String>> {
        let oid = oid.parse::<Oid>().map_err(|error| raise(env, &error))?;
        Ok(self.core.name_of(&oid))
    }

    #[napi]
    pub fn describe(&self, env: &Env, name: String) -> Result<Option<ObjectInfo>> {
        let oid = self.core.lookup(&name).map_err(|error| raise(env, &error))?;
        Ok(self.core.describe(&oid).js())
    }

    #[napi]
    pub fn show(&self, env: &Env, name: String, value: GivenValue) -> Result<String> {
        let show = || Ok(self.core.show(&self.core.lookup(&name)?, &value.core()?));
        show().map_err(|error| raise(env, &error))
    }

    #[napi]
    pub fn modules(&self) -> Vec<String> {
        self.core.modules()
    }

    #[napi]
    pub fn size(&self) -> u32 {
        u32::try_from(self.core.len()).unwrap_or(u32::MAX)
    }

    #[napi]
    pub fn load(&mut self, env: &Env, files: Vec<GivenMib>, lenient: bool) -> Result<MibReport> {
        let strictness = if lenient { MibStrictness::Lenient } else { MibStrictness::Strict };
        let load = || {
            let mut all = Vec::new();
            for file in files {
                all.extend(file.read()?);
            }
            self.core.load(&all, strictness)
        };
        load().map(Js::js).map_err(|error| raise(env, &error))
    }
}
