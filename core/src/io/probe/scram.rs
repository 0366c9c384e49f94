//! SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding.
//!
//! TODO-correctness: RFC 5802 §2.2. Passwords are taken as they are given, not as SASLprep would change them, which matters
//! to some letters beyond ASCII.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::check::Cause;

/// More rounds than this are not worked off: servers ask for 4,096 to 15,000.
const MAX_ROUNDS: u32 = 100_000;

/// A login under way.
#[derive(Debug)]
pub(super) struct Scram {
    first: String,
    nonce: String,
}

/// What is said last, and how the server has to answer it.
pub(super) struct Proof {
    pub(super) message: String,
    signature: [u8; 32],
}

fn strange(what: &str) -> Cause {
    Cause::Protocol { reason: format!("{what}, which is not of SCRAM-SHA-256") }
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Result<[u8; 32], Cause> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|_| strange("a key"))?;
    parts.iter().for_each(|part| mac.update(part));
    Ok(mac.finalize().into_bytes().into())
}

impl Scram {
    /// Begins with a nonce made by chance.
    pub(super) fn start(user: &str) -> Result<Self, Cause> {
        let mut nonce = [0; 18];
        getrandom::fill(&mut nonce).map_err(|error| Cause::Local { reason: error.to_string() })?;
        Ok(Self::with(user, &STANDARD.encode(nonce)))
    }

    fn with(user: &str, nonce: &str) -> Self {
        let user = user.replace('=', "=3D").replace(',', "=2C");
        Self { first: format!("n={user},r={nonce}"), nonce: nonce.to_string() }
    }

    /// What is said first.
    pub(super) fn first(&self) -> String {
        format!("n,,{}", self.first)
    }

    /// What is said after the server's first message.
    pub(super) fn prove(&self, password: &str, challenge: &str) -> Result<Proof, Cause> {
        let part = |name: &str| challenge.split(',').find_map(|part| part.strip_prefix(name));
        let (nonce, salt, rounds) = part("r=")
            .zip(part("s="))
            .zip(part("i="))
            .map(|((nonce, salt), rounds)| (nonce, salt, rounds))
            .ok_or_else(|| strange("a challenge without its parts"))?;
        if !nonce.starts_with(&self.nonce) || nonce.len() == self.nonce.len() {
            return Err(strange("a challenge with another nonce"));
        }
        let salt = STANDARD.decode(salt).map_err(|_| strange("a salt"))?;
        let rounds = rounds.parse().ok().filter(|rounds| (1..=MAX_ROUNDS).contains(rounds));
        let rounds = rounds.ok_or_else(|| strange(&format!("a number of rounds not from 1 to {MAX_ROUNDS}")))?;
        let salted = Zeroizing::new(salted(password, &salt, rounds)?);
        let key = Zeroizing::new(mac(&*salted, &[b"Client Key"])?);
        let last = format!("c=biws,r={nonce}");
        let said = format!("{},{challenge},{last}", self.first);
        let signature = mac(&Sha256::digest(*key), &[said.as_bytes()])?;
        let proof: Vec<u8> = key.iter().zip(signature).map(|(key, sign)| key ^ sign).collect();
        let server = Zeroizing::new(mac(&*salted, &[b"Server Key"])?);
        let message = format!("{last},p={}", STANDARD.encode(proof));
        Ok(Proof { message, signature: mac(&*server, &[said.as_bytes()])? })
    }
}

impl Proof {
    /// Whether the server's last message shows that it knows the password too.
    pub(super) fn verify(&self, last: &str) -> Result<(), Cause> {
        let shown = last.split(',').find_map(|part| part.strip_prefix("v="));
        let shown = shown.and_then(|shown| STANDARD.decode(shown).ok()).unwrap_or_default();
        if bool::from(shown.ct_eq(&self.signature)) {
            return Ok(());
        }
        Err(Cause::Protocol { reason: "it does not show that it knows the password itself".to_string() })
    }
}

/// PBKDF2 of one block (RFC 8018 §5.2).
fn salted(password: &str, salt: &[u8], rounds: u32) -> Result<[u8; 32], Cause> {
    let keyed = Hmac::<Sha256>::new_from_slice(password.as_bytes()).map_err(|_| strange("a key"))?;
    let block = |parts: &[&[u8]]| -> [u8; 32] {
        let mut mac = keyed.clone();
        parts.iter().for_each(|part| mac.update(part));
        mac.finalize().into_bytes().into()
    };
    let mut last = block(&[salt, &1_u32.to_be_bytes()]);
    let mut sum = last;
    for _ in 1..rounds {
        last = block(&[&last]);
        sum.iter_mut().zip(last).for_each(|(sum, byte)| *sum ^= byte);
    }
    Ok(sum)
}

/// What a server that knows the password says last.
#[cfg(test)]
pub(super) fn server_signature(password: &str, salt: &[u8], rounds: u32, said: &str) -> String {
    let key = mac(&salted(password, salt, rounds).unwrap(), &[b"Server Key"]).unwrap();
    format!("v={}", STANDARD.encode(mac(&key, &[said.as_bytes()]).unwrap()))
}

#[cfg(test)]
mod tests {
    use super::Scram;

    const CHALLENGE: &str = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

    #[test]
    fn rfc_7677_section_3_example() {
        let scram = Scram::with("user", "rOprNGfwEbeRWgbNEkqO");
        assert_eq!(scram.first(), "n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
        let proof = scram.prove("pencil", CHALLENGE).unwrap();
        assert_eq!(
            proof.message,
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
        );
        proof.verify("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=").unwrap();
        assert!(proof.verify("v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=").is_err());
        assert!(proof.verify("").is_err());
    }

    #[test]
    fn foreign_challenges_are_refused() {
        let scram = Scram::with("a=b,c", "mine");
        assert_eq!(scram.first(), "n,,n=a=3Db=2Cc,r=mine");
        for challenge in [
            "",
            "r=minex",
            "r=mine,s=AA==,i=1",
            "r=other,s=AA==,i=1",
            "r=minex,s=!,i=1",
            "r=minex,s=AA==,i=0",
            "r=minex,s=AA==,i=100001",
        ] {
            assert!(scram.prove("pw", challenge).is_err(), "{challenge}");
        }
        assert!(scram.prove("pw", "r=minex,s=AA==,i=1").is_ok());
    }
}
