//! The builder methods of the specs.

use std::time::Duration;

/// `setters! { Check -> Kind { docs name(argument: Type) field = value; … } }`; with `, connection` or `, tls_rules` after
/// the kind the methods of that part too.
macro_rules! setters {
    ($check:ident -> $kind:ident $(, $part:ident)* { $($(#[$doc:meta])* $name:ident($arg:ident: $type:ty) $field:ident = $value:expr;)* }) => {
        impl $check {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $name(mut self, $arg: $type) -> Self {
                    self.$field = $value;
                    self
                }
            )*

            /// The spec, where every field is right.
            ///
            /// # Errors
            /// [`Error::Invalid`](crate::error::Error::Invalid) that names the field.
            pub fn spec(self) -> $crate::error::Result<$crate::check::CheckSpec> {
                let spec = $crate::check::CheckSpec::$kind(self);
                spec.validate()?;
                Ok(spec)
            }
        }

        $($crate::check::setters::setters_of! { $part $check })*

        impl From<$check> for $crate::check::CheckSpec {
            fn from(check: $check) -> Self {
                Self::$kind(check)
            }
        }
    };
}

macro_rules! setters_of {
    (connection $check:ident) => {
        impl $check {
            /// Gives up after `time`.
            #[must_use]
            pub fn timeout(mut self, time: std::time::Duration) -> Self {
                self.connection.timeout_ms = $crate::check::setters::millis(time);
                self
            }

            /// Uses addresses of `family` only.
            #[must_use]
            pub fn family(mut self, family: $crate::check::Family) -> Self {
                self.connection.family = family;
                self
            }

            /// Connects from `address`.
            #[must_use]
            pub fn source(mut self, address: std::net::IpAddr) -> Self {
                self.connection.source = Some(address);
                self
            }

            /// Looks names up at the name server `address` too, which may have a port.
            #[must_use]
            pub fn name_server(mut self, address: impl Into<String>) -> Self {
                self.connection.name_servers.push(address.into());
                self
            }

            /// Connects through `proxy`.
            #[must_use]
            pub fn proxy(mut self, proxy: $crate::check::Proxy) -> Self {
                self.connection.proxy = Some(proxy);
                self
            }

            /// Judges the total time in milliseconds.
            #[must_use]
            pub fn time(mut self, thresholds: $crate::check::Thresholds) -> Self {
                self.connection.time = thresholds;
                self
            }
        }
    };
    (sql $check:ident) => {
        impl $check {
            /// Runs one statement after the login, read-only.
            #[must_use]
            pub fn query(mut self, query: impl Into<String>) -> Self {
                self.sql.query = Some(query.into());
                self
            }

            /// Expects `text` as the first value of the first row.
            #[must_use]
            pub fn expect(mut self, text: impl Into<String>) -> Self {
                self.sql.expect = Some(text.into());
                self
            }

            /// Judges the first value of the first row.
            #[must_use]
            pub fn value(mut self, thresholds: $crate::check::Thresholds) -> Self {
                self.sql.value = thresholds;
                self
            }

            /// Judges how many rows come.
            #[must_use]
            pub fn rows(mut self, thresholds: $crate::check::Thresholds) -> Self {
                self.sql.rows = thresholds;
                self
            }
        }
    };
    (tls_rules $check:ident) => {
        impl $check {
            /// Asks TLS for `name` and judges the certificate by it.
            #[must_use]
            pub fn server_name(mut self, name: impl Into<String>) -> Self {
                self.tls_rules.server_name = Some(name.into());
                self
            }

            /// Reports what is wrong with the certificate without counting it.
            #[must_use]
            pub fn ignore_certificate(mut self, ignore: bool) -> Self {
                self.tls_rules.ignore_certificate = ignore;
                self
            }

            /// Warns where the certificate expires within `days`.
            #[must_use]
            pub fn expires_after(mut self, days: u32) -> Self {
                self.tls_rules.expires_warning_days = Some(days);
                self
            }

            /// Is critical where the certificate expires within `days`.
            #[must_use]
            pub fn expires_critical(mut self, days: u32) -> Self {
                self.tls_rules.expires_critical_days = Some(days);
                self
            }
        }
    };
    (login $check:ident) => {
        impl $check {
            /// Logs in by a user and a password, as they are (Basic).
            #[must_use]
            pub fn login(mut self, user: impl Into<String>, password: impl Into<$crate::check::Secret>) -> Self {
                (self.login.user, self.login.password) = (Some(user.into()), Some(password.into()));
                self
            }

            /// Logs in by a hash over a user and a password (Digest).
            #[must_use]
            pub fn digest(mut self, user: impl Into<String>, password: impl Into<$crate::check::Secret>) -> Self {
                self.login.auth = $crate::check::HttpAuth::Digest;
                self.login(user, password)
            }

            /// Logs in by a token (Bearer).
            #[must_use]
            pub fn token(mut self, token: impl Into<$crate::check::Secret>) -> Self {
                self.login.token = Some(token.into());
                self
            }
        }
    };
    (body_rules $check:ident) => {
        impl $check {
            /// Expects `text` in the body.
            #[must_use]
            pub fn keyword(mut self, text: impl Into<String>) -> Self {
                self.body_rules.keyword = Some(text.into());
                self
            }

            /// Expects that `text` is not in the body.
            #[must_use]
            pub fn keyword_absent(mut self, text: impl Into<String>) -> Self {
                self.body_rules.keyword_absent = Some(text.into());
                self
            }

            /// Expects that the regular expression `pattern` matches somewhere in the body.
            #[must_use]
            pub fn body_matches(mut self, pattern: impl Into<String>) -> Self {
                self.body_rules.body_matches = Some(pattern.into());
                self
            }

            /// Expects that the regular expression `pattern` does not match the body.
            #[must_use]
            pub fn body_not_matches(mut self, pattern: impl Into<String>) -> Self {
                self.body_rules.body_not_matches = Some(pattern.into());
                self
            }

            /// Expects what `wanted` says of the body in JSON.
            #[must_use]
            pub fn json(mut self, wanted: $crate::check::JsonMatch) -> Self {
                self.body_rules.json.push(wanted);
                self
            }

            /// Expects `value` at `path` (JSONPath) of the body in JSON.
            #[must_use]
            pub fn json_equals(self, path: impl Into<String>, value: impl Into<String>) -> Self {
                let (path, equals) = (path.into(), Some(value.into()));
                self.json($crate::check::JsonMatch { path, equals, ..Default::default() })
            }

            /// Judges the bytes of the body.
            #[must_use]
            pub fn size(mut self, thresholds: $crate::check::Thresholds) -> Self {
                self.body_rules.size = thresholds;
                self
            }
        }
    };
}

pub(crate) use {setters, setters_of};

/// Whole milliseconds.
pub(crate) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
