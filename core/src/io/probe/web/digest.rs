//! Digest access authentication (RFC 7616) with MD5 and SHA-256, quality of protection `auth`.

use std::fmt::Write;

use md5::Md5;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// What a server asks to be hashed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Challenge {
    realm: String,
    nonce: String,
    opaque: Option<String>,
    algorithm: Algorithm,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Algorithm {
    Md5,
    Sha256,
}

impl Algorithm {
    fn hash(self, text: &str) -> Zeroizing<String> {
        let mut hex = Zeroizing::new(String::with_capacity(64));
        let bytes: Zeroizing<Vec<u8>> = Zeroizing::new(match self {
            Self::Md5 => Md5::digest(text.as_bytes()).to_vec(),
            Self::Sha256 => Sha256::digest(text.as_bytes()).to_vec(),
        });
        for byte in bytes.iter() {
            let _ = write!(hex, "{byte:02x}");
        }
        hex
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA-256",
        }
    }
}

impl Challenge {
    /// The best challenge of `WWW-Authenticate` headers that can be answered.
    pub(super) fn of<'a>(headers: impl Iterator<Item = &'a str>) -> Option<Self> {
        let found: Vec<Self> = headers.flat_map(challenges).filter_map(Self::read).collect();
        let best = found.iter().find(|each| each.algorithm == Algorithm::Sha256);
        best.or(found.first()).cloned()
    }

    fn read(parameters: Vec<(String, String)>) -> Option<Self> {
        let get = |name: &str| parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        let algorithm = match get("algorithm") {
            None => Algorithm::Md5,
            Some(name) if name.eq_ignore_ascii_case("MD5") => Algorithm::Md5,
            Some(name) if name.eq_ignore_ascii_case("SHA-256") => Algorithm::Sha256,
            Some(_) => return None,
        };
        get("qop")?.split(',').find(|word| word.trim().eq_ignore_ascii_case("auth"))?;
        Some(Self { realm: get("realm")?, nonce: get("nonce")?, opaque: get("opaque"), algorithm })
    }

    /// The value of `Authorization` (RFC 7616 §3.4).
    pub(super) fn answer(
        &self,
        user: &str,
        password: &str,
        method: &str,
        uri: &str,
        cnonce: &str,
    ) -> Zeroizing<String> {
        let Self { realm, nonce, algorithm, .. } = self;
        let secret = algorithm.hash(&Zeroizing::new(format!("{user}:{realm}:{password}")));
        let request = algorithm.hash(&format!("{method}:{uri}"));
        let response = algorithm.hash(&format!("{}:{nonce}:00000001:{cnonce}:auth:{}", *secret, *request));
        let mut text = Zeroizing::new(format!(
            "Digest username=\"{}\", realm=\"{}\", uri=\"{}\", algorithm={}, nonce=\"{}\", nc=00000001, cnonce=\"{cnonce}\", qop=auth, response=\"{}\"",
            quoted(user),
            quoted(realm),
            quoted(uri),
            algorithm.name(),
            quoted(nonce),
            *response
        ));
        if let Some(opaque) = &self.opaque {
            let _ = write!(text, ", opaque=\"{}\"", quoted(opaque));
        }
        text
    }
}

fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// The parameters of each Digest challenge of a header (RFC 9110 §11.6.1), names in lower case.
fn challenges(header: &str) -> Vec<Vec<(String, String)>> {
    let mut found: Vec<Vec<(String, String)>> = Vec::new();
    let mut is_digest = false;
    for item in items(header) {
        let (head, rest) = item.split_once(['=', ' ']).unwrap_or((item.as_str(), ""));
        let begins_one = !item.contains('=') || item.find(' ').is_some_and(|space| Some(space) < item.find('='));
        let parameter = if begins_one {
            is_digest = head.eq_ignore_ascii_case("Digest");
            if is_digest {
                found.push(Vec::new());
            }
            rest.split_once('=')
        } else {
            Some((head, rest))
        };
        if let (true, Some((name, value)), Some(last)) = (is_digest, parameter, found.last_mut()) {
            last.push((name.trim().to_ascii_lowercase(), unquoted(value.trim())));
        }
    }
    found
}

/// The parts between commas that stand in no quotes.
fn items(header: &str) -> Vec<String> {
    let (mut items, mut item) = (Vec::new(), String::new());
    let (mut is_quoted, mut is_escaped) = (false, false);
    for letter in header.chars() {
        if letter == ',' && !is_quoted {
            items.push(std::mem::take(&mut item));
            continue;
        }
        is_quoted ^= letter == '"' && !is_escaped;
        is_escaped = is_quoted && letter == '\\' && !is_escaped;
        item.push(letter);
    }
    items.push(item);
    items.iter().map(|item| item.trim().to_string()).filter(|item| !item.is_empty()).collect()
}

fn unquoted(text: &str) -> String {
    let Some(inner) = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) else { return text.to_string() };
    let mut out = String::new();
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => out.extend(letters.next()),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKED: &str = r#"Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS""#;
    const MD5: &str = r#"Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS""#;
    const CNONCE: &str = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

    fn said(header: &str) -> String {
        let challenge = Challenge::of(std::iter::once(header)).unwrap();
        challenge.answer("Mufasa", "Circle of Life", "GET", "/dir/index.html", CNONCE).to_string()
    }

    #[test]
    fn rfc_7616_section_3_9_1() {
        let sha = "response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\"";
        assert!(said(ASKED).contains(sha), "{}", said(ASKED));
        assert!(said(MD5).contains("response=\"8ca523f5e9506fed4657c9700eebdbec\""), "{}", said(MD5));
    }

    #[test]
    fn the_better_of_several_challenges_is_answered_wherever_it_stands() {
        let both = Challenge::of([MD5, ASKED].into_iter()).unwrap();
        assert_eq!(both.algorithm, Algorithm::Sha256);
        let one_line = format!("Basic realm=\"a, Digest b\", {MD5}, Bearer, {ASKED}");
        assert_eq!(Challenge::of(std::iter::once(one_line.as_str())), Some(both));
        let odd = Challenge::of(std::iter::once(r#"digest QOP=auth,nonce="a\"b\\",realm=x"#)).unwrap();
        assert_eq!((odd.nonce.as_str(), odd.realm.as_str(), odd.opaque), ("a\"b\\", "x", None));
    }

    #[test]
    fn what_cannot_be_answered_is_none() {
        for header in [
            "",
            ",,,",
            "Basic realm=\"x\"",
            "Digest",
            "Digest realm=\"x\", nonce=\"y\"",
            "Digest realm=\"x\", nonce=\"y\", qop=auth-int",
            "Digest realm=\"x\", qop=auth",
            "Digest realm=\"x\", nonce=\"y\", qop=auth, algorithm=SHA-512-256",
            "Digest realm=\"x, nonce=\"y\", qop=auth\\",
            "=\"",
        ] {
            assert_eq!(Challenge::of(std::iter::once(header)), None, "{header}");
        }
    }
}
