use super::{CheckSpec, Error, Host, HttpCheck, HttpMethod, IcmpCheck, Ipv6Addr, Result, TcpCheck, Url};

const MAX_TIMEOUT_MS: u64 = 600_000;

impl CheckSpec {
    /// Whether every field is right.
    ///
    /// # Errors
    /// [`Error::Invalid`] that names the first field that is not and says what would be right.
    pub fn validate(&self) -> Result<()> {
        match self {
            Self::Icmp(check) => check.validate(),
            Self::Tcp(check) => check.validate(),
            Self::Http(check) => check.validate(),
        }
    }

    /// What is checked, for people: `example.org`, `mail.example.org:25`.
    #[must_use]
    pub fn target(&self) -> String {
        match self {
            Self::Icmp(check) => check.host.clone(),
            Self::Tcp(check) => check.target.clone(),
            Self::Http(check) => match Url::parse(&check.url) {
                Ok(url) => match (url.host_str(), url.port()) {
                    (Some(host), Some(port)) => format!("{host}:{port}"),
                    (Some(host), None) => host.to_string(),
                    (None, _) => check.url.clone(),
                },
                Err(_) => check.url.clone(),
            },
        }
    }

    /// Milliseconds after which an attempt has ended in any case.
    #[must_use]
    pub fn time_limit_ms(&self) -> u64 {
        match self {
            Self::Icmp(check) => {
                let sending = check.interval_ms.saturating_mul(u64::from(check.count.saturating_sub(1)));
                sending.saturating_add(check.timeout_ms)
            }
            Self::Tcp(check) => check.timeout_ms,
            Self::Http(check) => check.timeout_ms,
        }
    }
}

impl IcmpCheck {
    fn validate(&self) -> Result<()> {
        host("host", &self.host)?;
        within("count", u64::from(self.count), 1, 1000, "")?;
        within("interval_ms", self.interval_ms, 1, 60_000, " ms")?;
        within("timeout_ms", self.timeout_ms, 1, MAX_TIMEOUT_MS, " ms")?;
        within("payload_bytes", u64::from(self.payload_bytes), 16, 1400, " bytes")
    }
}

impl TcpCheck {
    fn validate(&self) -> Result<()> {
        self.host_and_port()?;
        within("timeout_ms", self.timeout_ms, 1, MAX_TIMEOUT_MS, " ms")?;
        within("max_bytes", self.max_bytes, 1, 16 << 20, " bytes")?;
        filled("expect", self.expect.as_deref())?;
        if let Some(name) = &self.server_name {
            host("server_name", name)?;
        }
        if !self.tls && (self.expires_warning_days.is_some() || self.expires_critical_days.is_some()) {
            let expected = "days until a certificate expires need tls, such as check::tls(\"host:443\")";
            return Err(Error::invalid("expires_after", "tls: false", expected));
        }
        ordered_days(self.expires_warning_days, self.expires_critical_days)
    }

    /// The host and the port of the target.
    ///
    /// # Errors
    /// [`Error::Invalid`] where it is not `host:port`.
    pub fn host_and_port(&self) -> Result<(String, u16)> {
        let invalid = |expected: &str| {
            Error::invalid(
                "target",
                &self.target,
                format!("{expected}, such as mail.example.org:25 or [2001:db8::1]:25"),
            )
        };
        let (name, port) = self.target.rsplit_once(':').ok_or_else(|| invalid("host:port is expected"))?;
        let port = Some(port)
            .filter(|port| port.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|port| port.parse::<u16>().ok())
            .filter(|port| *port > 0)
            .ok_or_else(|| invalid("the port is a number from 1 to 65535"))?;
        let name = match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
            Some(address) => {
                address.parse::<Ipv6Addr>().map_err(|_| invalid("an IPv6 address stands in the brackets"))?;
                address
            }
            None if name.contains(':') => return Err(invalid("an IPv6 address stands in brackets")),
            None => name,
        };
        host("target", name)?;
        Ok((name.to_string(), port))
    }
}

impl HttpCheck {
    fn validate(&self) -> Result<()> {
        self.parsed_url()?;
        within("timeout_ms", self.timeout_ms, 1, MAX_TIMEOUT_MS, " ms")?;
        within("max_bytes", self.max_bytes, 0, 64 << 20, " bytes")?;
        within("max_redirects", u64::from(self.max_redirects), 0, 20, "")?;
        if self.statuses.is_empty() {
            return Err(Error::invalid("statuses", "[]", "at least one range is expected, such as 200-299"));
        }
        for range in &self.statuses {
            range.to_string().parse::<super::StatusRange>()?;
        }
        filled("keyword", self.keyword.as_deref())?;
        filled("keyword_absent", self.keyword_absent.as_deref())?;
        let searches = self.keyword.is_some() || self.keyword_absent.is_some();
        if searches && self.method == HttpMethod::Head {
            return Err(Error::invalid("method", "HEAD", "a keyword is searched in a body, which only GET brings"));
        }
        for header in &self.headers {
            header_name("headers", &header.name)?;
            let plain = header.value.bytes().all(|byte| byte == b'\t' || (byte >= b' ' && byte != 0x7f));
            if !plain {
                return Err(Error::invalid("headers", &header.name, "a header's value has no control characters"));
            }
            let name = header.name.to_ascii_lowercase();
            match name.as_str() {
                "authorization" | "proxy-authorization" | "cookie" => {
                    let expected = "a spec holds no secrets, so headers that carry credentials cannot be sent";
                    return Err(Error::invalid("headers", &header.name, expected));
                }
                "connection" | "content-length" | "transfer-encoding" | "accept-encoding" | "upgrade" | "expect" => {
                    return Err(Error::invalid("headers", &header.name, "the check itself decides this header"));
                }
                _ => {}
            }
        }
        for header in &self.expect_headers {
            header_name("expect_headers", &header.name)?;
            filled("expect_headers", header.contains.as_deref())?;
        }
        if self.url.starts_with("http:")
            && (self.expires_warning_days.is_some() || self.expires_critical_days.is_some())
        {
            // A redirect may still lead to https, where it counts.
            if self.max_redirects == 0 {
                let expected = "days until a certificate expires need https";
                return Err(Error::invalid("expires_after", &self.url, expected));
            }
        }
        ordered_days(self.expires_warning_days, self.expires_critical_days)
    }

    /// The URL, parsed.
    ///
    /// # Errors
    /// [`Error::Invalid`] where it is not an `http` or `https` URL with a host, or has a user name or a password.
    pub fn parsed_url(&self) -> Result<Url> {
        let url = Url::parse(&self.url).map_err(|error| {
            // What cannot be read may hold a password all the same: the message must not repeat it.
            let given = self.url.rsplit_once('@').map_or(self.url.clone(), |(_, rest)| format!("…@{rest}"));
            Error::invalid("url", given, format!("an address such as https://example.org/ is expected ({error})"))
        })?;
        let has_user = !url.username().is_empty() || url.password().is_some();
        if has_user {
            // The message must not repeat the password.
            let given = format!("{}://…@{}", url.scheme(), url.host_str().unwrap_or_default());
            return Err(Error::invalid(
                "url",
                given,
                "a spec holds no secrets, so no user name and password in the URL",
            ));
        }
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Error::invalid("url", &self.url, "http:// or https:// is expected"));
        }
        match url.host() {
            Some(Host::Domain(name)) => host("url", name)?,
            Some(_) => {}
            None => return Err(Error::invalid("url", &self.url, "a host is expected")),
        }
        if url.port() == Some(0) {
            return Err(Error::invalid("url", &self.url, "the port is a number from 1 to 65535"));
        }
        Ok(url)
    }
}

fn host(field: &str, name: &str) -> Result<()> {
    let is_address = name.parse::<std::net::IpAddr>().is_ok();
    let is_name = !name.is_empty()
        && name.len() <= 253
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') || byte >= 0x80);
    if is_address || is_name {
        return Ok(());
    }
    Err(Error::invalid(field, name, "a host name or an IP address is expected"))
}

fn within(field: &str, value: u64, least: u64, most: u64, unit: &str) -> Result<()> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(Error::invalid(field, value.to_string(), format!("{least} to {most}{unit} are expected")))
}

fn filled(field: &str, text: Option<&str>) -> Result<()> {
    if text == Some("") {
        return Err(Error::invalid(field, "", "a text is expected; leave the field out to expect nothing"));
    }
    Ok(())
}

fn header_name(field: &str, name: &str) -> Result<()> {
    // token, RFC 9110 §5.6.2
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if !name.is_empty() && name.bytes().all(plain) {
        return Ok(());
    }
    Err(Error::invalid(field, name, "a header's name consists of letters, digits and hyphens"))
}

fn ordered_days(warning: Option<u32>, critical: Option<u32>) -> Result<()> {
    match (warning, critical) {
        (Some(warning), Some(critical)) if critical > warning => Err(Error::invalid(
            "expires_critical_days",
            critical.to_string(),
            format!("not more days than the {warning} of the warning are expected"),
        )),
        _ => Ok(()),
    }
}
