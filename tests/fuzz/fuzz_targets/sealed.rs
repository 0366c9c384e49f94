//! Any agent that knows the passwords: what it signs and encrypts is opened soundly, whatever it is.
#![no_main]

use std::sync::{Arc, OnceLock};

use cfb_mode::cipher::{AsyncStreamCipher, KeyIvInit};
use hmac::{Hmac, Mac};
use netwarden::value::Moment;
use netwarden::wire::usm::{
    AuthProtocol, Authority, EngineClock, NotificationReceiver, Notified, Opened, PrivacyProtocol, UsmSession, UsmUser,
};
use netwarden::wire::{Pdu, Request};
use sha1::{Digest, Sha1};

const PASSWORD: &str = "maplesyrup";
/// Boots 1, time 9 at the start of time.
const ENGINE: [u8; 5] = [0x80, 0, 0, 0, 1];
const RECEIVER: [u8; 5] = [0x80, 0, 0, 0, 2];
const SALT: [u8; 8] = [0, 0, 0, 1, 0, 0, 0, 1];

/// What the passwords are used for.
struct State {
    signing: UsmSession,
    encrypting: UsmSession,
    receiver: NotificationReceiver,
    agent: Authority,
}

libfuzzer_sys::fuzz_target!(|script: &[u8]| {
    let [choice, time, content @ ..] = script else { return };
    let state = state();
    // Bit 0: encrypted; bit 1: what follows is the cipher text; bits 2 and 3: for whom; bit 4: late in time.
    let (encrypted, raw) = (choice & 1 != 0, choice & 2 != 0);
    let (engine, user) = match (choice >> 2 & 3, encrypted) {
        (0 | 1, false) => (ENGINE, "signing"),
        (0 | 1, true) => (ENGINE, "encrypting"),
        (_, false) => (RECEIVER, "signing"),
        (_, true) => (RECEIVER, "encrypting"),
    };
    let datagram = seal(content, user, engine, *time, encrypted, raw);
    let now = Moment::from_secs(if choice & 0x10 == 0 { 1 } else { 1000 });

    let session = if encrypted { &state.encrypting } else { &state.signing };
    let mut session = session.clone();
    if let Ok(Opened::Response(decoded)) = session.open(&datagram, now) {
        assert!(matches!(decoded.scoped.pdu, Pdu::Response(_)));
        assert!(session.open(&datagram, now).is_err(), "an answer is accepted once");
    }
    let mut receiver = state.receiver.clone();
    if let Ok(Notified::Trap(_)) = receiver.open(&datagram, now) {
        assert!(receiver.open(&datagram, now).is_err(), "a trap is accepted once");
    }
    let mut agent = state.agent.clone();
    if let Ok(incoming) = agent.open(&datagram, now) {
        let pdu = incoming.content.scoped.pdu.clone();
        let _ = agent.respond(&incoming, &pdu, now);
    }
});

fn state() -> &'static State {
    static STATE: OnceLock<State> = OnceLock::new();
    STATE.get_or_init(|| {
        let clock = EngineClock { boots: 1, time: 9, received: Moment::START };
        let authority = |engine: [u8; 5]| Authority::new(engine, clock, 7).expect("an engine id");
        let signing = UsmUser::new("signing").expect("a name");
        let signing = signing.authentication(AuthProtocol::Sha1, PASSWORD).expect("long enough");
        let encrypting = UsmUser::new("encrypting").expect("a name");
        let encrypting = encrypting.authentication(AuthProtocol::Sha1, PASSWORD).expect("long enough");
        let encrypting = encrypting.privacy(PrivacyProtocol::Aes128, PASSWORD).expect("long enough");
        let users = [Arc::new(signing), Arc::new(encrypting)];
        let mut agent = users.iter().fold(authority(ENGINE), |authority, user| authority.user(Arc::clone(user)));
        let [signing, encrypting] = users.clone().map(|user| {
            let mut session = UsmSession::new(user, 7);
            let pdu = Pdu::Get(Request { id: 1, varbinds: Vec::new() });
            let probe = session.seal(&pdu, b"", 1, Moment::START).expect("a request");
            let report = agent.open(&probe.datagram, Moment::START).expect_err("a discovery").report;
            let report = report.expect("the engine id");
            assert_eq!(session.open(&report, Moment::START), Ok(Opened::SealAgain));
            session.seal(&pdu, b"", 2, Moment::START).expect("a request");
            session
        });
        State { signing, encrypting, receiver: NotificationReceiver::new(authority(RECEIVER), users, 4), agent }
    })
}

/// `Kul` (RFC 3414 §2.6) of the password.
fn key(engine: [u8; 5]) -> [u8; 20] {
    static KEY: OnceLock<[[u8; 20]; 2]> = OnceLock::new();
    let both = KEY.get_or_init(|| {
        let stretched: Vec<u8> = PASSWORD.bytes().cycle().take(1 << 20).collect();
        let master = Sha1::digest(stretched);
        [ENGINE, RECEIVER].map(|engine| {
            let hash = Sha1::new().chain_update(master).chain_update(engine).chain_update(master);
            hash.finalize().into()
        })
    });
    both[usize::from(engine == RECEIVER)]
}

/// An SNMPv3 message with that content as its scoped PDU, msgID 2, signed and if asked for encrypted by hand.
fn seal(content: &[u8], user: &str, engine: [u8; 5], time: u8, encrypted: bool, raw: bool) -> Vec<u8> {
    let mut payload = content.to_vec();
    if encrypted {
        if !raw {
            let vector = [&[0, 0, 0, 1, 0, 0, 0, time][..], &SALT].concat();
            let cipher = cfb_mode::Encryptor::<aes::Aes128>::new_from_slices(&key(engine)[..16], &vector);
            cipher.expect("a key and a vector").encrypt(&mut payload);
        }
        payload = element(4, &payload);
    }
    let flags = if encrypted { 3 } else { 1 };
    let global = [&[2, 1, 2, 2, 3, 0, 0xff, 0xe3, 4, 1, flags, 2, 1, 3][..]].concat();
    let place = [0; 12];
    let salt = if encrypted { &SALT[..] } else { &[] };
    let time = [0, time];
    let security = [
        element(4, &engine),
        element(2, &[1]),
        element(2, &time),
        element(4, user.as_bytes()),
        element(4, &place),
        element(4, salt),
    ];
    let security = element(0x30, &security.concat());
    // Behind the digest stand the salt and the payload.
    let behind = 2 + salt.len() + payload.len();
    let body = [element(2, &[3]), element(0x30, &global), element(4, &security), payload].concat();
    let mut message = element(0x30, &body);
    let end = message.len() - behind;
    let mut digest = <Hmac<Sha1> as Mac>::new_from_slice(&key(engine)).expect("a key of any length");
    digest.update(&message);
    message[end - 12..end].copy_from_slice(&digest.finalize().into_bytes()[..12]);
    message
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = match content.len() {
        short @ 0..0x80 => vec![short as u8],
        long => [&[0x82], &(long as u16).to_be_bytes()[..]].concat(),
    };
    [&[tag], &length[..], content].concat()
}
