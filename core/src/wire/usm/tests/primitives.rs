//! Known answers of the RFCs, the drafts and NIST.

use crate::wire::usm::keys::MasterKey;
use crate::wire::usm::privacy::Vector;
use crate::wire::usm::{AuthProtocol, KeyExtension, PrivacyProtocol, UsmUser};

const ENGINE: &[u8] = &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2];

pub(super) fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn master(protocol: AuthProtocol) -> MasterKey {
    MasterKey::from_password(protocol, b"maplesyrup", "password").unwrap()
}

#[test]
fn rfc3414_a3_passwords_become_keys() {
    let table = [
        (AuthProtocol::Md5, "9faf3283884e92834ebc9847d8edd963", "526f5eed9fcce26f8964c2930787d82b"),
        (AuthProtocol::Sha1, "9fb5cc0381497b3793528939ff788d5d79145211", "6695febc9288e36282235fc7151f128497b38f3f"),
    ];
    for (protocol, ku, kul) in table {
        let master = master(protocol);
        assert_eq!(master.octets(), hex(ku), "Ku of {protocol}");
        assert_eq!(*master.localize(protocol, ENGINE), hex(kul), "Kul of {protocol}");
    }
}

/// RFC 7860 has no vectors; these come from the algorithm of RFC 3414 §A.2 over Python's `hashlib`.
#[test]
fn rfc7860_9_passwords_become_keys() {
    let table = [
        (AuthProtocol::Sha224, "0bd8827c6e29f8065e08e09237f177e410f69b90e1782be682075674"),
        (AuthProtocol::Sha256, "8982e0e549e866db361a6b625d84cccc11162d453ee8ce3a6445c2d6776f0f8b"),
        (
            AuthProtocol::Sha384,
            "3b298f16164a11184279d5432bf169e2d2a48307de02b3d3f7e2b4f36eb6f0455a53689a3937eea07319a633d2ccba78",
        ),
        (
            AuthProtocol::Sha512,
            "22a5a36cedfcc085807a128d7bc6c2382167ad6c0dbc5fdff856740f3d84c099\
             ad1ea87a8db096714d9788bd544047c9021e4229ce27e4c0a69250adfcffbb0b",
        ),
    ];
    for (protocol, kul) in table {
        assert_eq!(*master(protocol).localize(protocol, ENGINE), hex(kul), "{protocol}");
    }
}

/// Passwords that do not divide 1 MiB or the pieces in which it is hashed; from Python's `hashlib`, as above.
#[test]
fn rfc3414_a2_a_password_of_any_length_is_repeated_to_one_mebibyte() {
    let table = [
        (8, "b6e1b1af0eb017f04aa10cbf8672db89"),
        (4097, "18316ca9be07efd19225fe26b9f4609d"),
        (2_000_000, "b63ba06de0e8a9626d5bcf27e93bf32d"),
    ];
    for (length, ku) in table {
        let password: Vec<u8> = (b'a'..=b'z').cycle().take(length).collect();
        let key = MasterKey::from_password(AuthProtocol::Md5, &password, "password").unwrap();
        assert_eq!(key.octets(), hex(ku), "{length} octets");
    }
}

#[test]
fn drafts_short_keys_are_extended_both_ways() {
    // The Reeder lines are Appendix B of draft-reeder-snmpv3-usm-3desede; the others are H(Kul) over Python's `hashlib`.
    let md5 = "526f5eed9fcce26f8964c2930787d82b";
    let sha1 = "6695febc9288e36282235fc7151f128497b38f3f";
    let table = [
        (AuthProtocol::Md5, KeyExtension::Reeder, md5, "79eff44a90650ee0a3a40abfac5acc12"),
        (AuthProtocol::Md5, KeyExtension::Blumenthal, md5, "fa24a92467426c2f4b09192be10dfaec"),
        (AuthProtocol::Sha1, KeyExtension::Reeder, sha1, "9b8b6d78936ba6e7d19dfd9c"),
        (AuthProtocol::Sha1, KeyExtension::Blumenthal, sha1, "505e07eb9af25568fa1f5dbe"),
    ];
    for (protocol, extension, kul, more) in table {
        let master = master(protocol);
        let whole = hex(&format!("{kul}{more}"));
        let case = format!("{protocol} {extension:?}");
        assert_eq!(*PrivacyProtocol::Aes256(extension).key(protocol, &master, ENGINE), whole[..32], "{case}");
        assert_eq!(*PrivacyProtocol::Aes192(extension).key(protocol, &master, ENGINE), whole[..24], "{case}");
    }
}

#[test]
fn a_long_hash_is_cut_and_both_extensions_are_one() {
    let master = master(AuthProtocol::Sha256);
    let kul = master.localize(AuthProtocol::Sha256, ENGINE);
    for extension in [KeyExtension::Blumenthal, KeyExtension::Reeder] {
        assert_eq!(PrivacyProtocol::Aes256(extension).key(AuthProtocol::Sha256, &master, ENGINE), kul);
    }
    assert_eq!(*PrivacyProtocol::Des.key(AuthProtocol::Sha256, &master, ENGINE), kul[..16]);
}

#[test]
fn sp800_38a_f3_cfb128_known_answers() {
    let plain = hex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
    // The initialisation vector 000102…0f, as boots, time and salt.
    let vector = Vector { boots: 0x0001_0203, time: 0x0405_0607, salt: [8, 9, 10, 11, 12, 13, 14, 15] };
    let table = [
        (
            PrivacyProtocol::Aes128,
            "2b7e151628aed2a6abf7158809cf4f3c",
            "3b3fd92eb72dad20333449f8e83cfb4ac8a64537a0b3a93fcde3cdad9f1ce58b",
        ),
        (
            PrivacyProtocol::Aes192(KeyExtension::Reeder),
            "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
            "cdc80d6fddf18cab34c25909c99a417467ce7f7f81173621961a2b70171d3d7a",
        ),
        (
            PrivacyProtocol::Aes256(KeyExtension::Blumenthal),
            "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
            "dc7e84bfda79164b7ecd8486985d386039ffed143b28b1c832113c6331e5407b",
        ),
    ];
    for (protocol, key, cipher) in table {
        let mut octets = plain.clone();
        protocol.encrypt(&hex(key), vector, &mut octets).unwrap();
        assert_eq!(octets, hex(cipher), "{protocol}");
        protocol.decrypt(&hex(key), vector, &mut octets).unwrap();
        assert_eq!(octets, plain, "{protocol}");
        // The last block may be a part of one, and its cipher text is that part.
        octets.truncate(21);
        protocol.encrypt(&hex(key), vector, &mut octets).unwrap();
        assert_eq!(octets, hex(cipher)[..21], "{protocol}");
    }
}

#[test]
fn fips81_c1_cbc_des_known_answer() {
    // A pre-IV of zeros leaves the salt as the initialisation vector.
    let key = hex("0123456789abcdef 0000000000000000");
    let vector = Vector { boots: 7, time: 7, salt: hex("1234567890abcdef").try_into().unwrap() };
    let mut octets = b"Now is the time for all ".to_vec();
    PrivacyProtocol::Des.encrypt(&key, vector, &mut octets).unwrap();
    assert_eq!(octets, hex("e5c7cdde872bf27c43e934008c389c0f683788499a7c05f6"));
    PrivacyProtocol::Des.decrypt(&key, vector, &mut octets).unwrap();
    assert_eq!(octets, b"Now is the time for all ");
}

#[test]
fn draft_reeder_5_3des_known_answer() {
    // The key is that of Appendix B of the draft; the cipher text is that of `openssl enc -des-ede3-cbc`.
    let key = PrivacyProtocol::TripleDes.key(AuthProtocol::Md5, &master(AuthProtocol::Md5), ENGINE);
    assert_eq!(*key, hex("526f5eed9fcce26f8964c2930787d82b 79eff44a90650ee0a3a40abfac5acc12"));
    let salt = PrivacyProtocol::TripleDes.salt(4, 0x0123_4567_89ab_cdef);
    assert_eq!(salt.as_slice(), hex("0000000489abcdef"));
    let vector = Vector { boots: 4, time: 7, salt };
    let mut octets = b"0123456789abcdefghi".to_vec();
    PrivacyProtocol::TripleDes.encrypt(&key, vector, &mut octets).unwrap();
    assert_eq!(octets, hex("27fa97a2b0c12836fedaa1b076b53c93a311cebf2cbaa19c"));
    PrivacyProtocol::TripleDes.decrypt(&key, vector, &mut octets).unwrap();
    assert_eq!(octets, b"0123456789abcdefghi\0\0\0\0\0");
}

#[test]
fn rfc3414_8112_des_pads_to_whole_blocks_and_takes_no_others() {
    let key = [1; 16];
    let vector = Vector { boots: 1, time: 1, salt: [2; 8] };
    for length in 0..=17_usize {
        let mut octets = vec![9; length];
        PrivacyProtocol::Des.encrypt(&key, vector, &mut octets).unwrap();
        assert_eq!(octets.len(), length.div_ceil(8) * 8);
        octets.push(0);
        assert_eq!(PrivacyProtocol::Des.decrypt(&key, vector, &mut octets), None);
    }
}

#[test]
fn rfc3414_6_rfc7860_4_digests_have_these_lengths() {
    let lengths = AuthProtocol::ALL.map(|protocol| protocol.authenticate(b"key", &[b"message"]).len());
    assert_eq!(lengths, [12, 12, 16, 24, 32, 48]);
    assert_eq!(lengths, AuthProtocol::ALL.map(AuthProtocol::digest_len));
    let keys = AuthProtocol::ALL.map(|protocol| protocol.hash([]).len());
    assert_eq!(keys, AuthProtocol::ALL.map(AuthProtocol::key_len));
}

#[test]
fn rfc2202_rfc4231_hmac_known_answers() {
    let (key, data) = (b"Jefe".as_slice(), b"what do ya want for nothing?".as_slice());
    let table = [
        (AuthProtocol::Md5, "750c783e6ab0b503eaa86e31"),
        (AuthProtocol::Sha1, "effcdf6ae5eb2fa2d27416d5"),
        (AuthProtocol::Sha224, "a30e01098bc6dbbf45690f3a7e9e6d0f"),
        (AuthProtocol::Sha256, "5bdcc146bf60754e6a042426089575c75a003f089d273983"),
        (AuthProtocol::Sha384, "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"),
        (
            AuthProtocol::Sha512,
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fd",
        ),
    ];
    for (protocol, digest) in table {
        assert_eq!(protocol.authenticate(key, &[data]), hex(digest), "{protocol}");
        assert_eq!(protocol.authenticate(key, &[&data[..5], &data[5..]]), hex(digest), "{protocol} in parts");
    }
}

#[test]
fn rfc3414_11_2_short_passwords_are_refused_and_not_shown() {
    for password in ["", "s", "secret!"] {
        let user = UsmUser::new("admin").unwrap();
        let error = user.authentication(AuthProtocol::Sha1, password).unwrap_err();
        assert_eq!(error.code(), "invalid");
        let text = format!("{error} {error:?}");
        assert!(text.contains("8 octets") && !text.contains("secret!"), "{text}");
    }
    let user = UsmUser::new("admin").unwrap().authentication(AuthProtocol::Sha1, "maplesyrup").unwrap();
    assert_eq!(user.privacy(PrivacyProtocol::Aes128, "short").unwrap_err().code(), "invalid");
}

#[test]
fn rfc3411_343_privacy_needs_authentication() {
    let error = UsmUser::new("admin").unwrap().privacy(PrivacyProtocol::Aes128, "maplesyrup").unwrap_err();
    assert!(error.to_string().contains("privacy needs authentication"), "{error}");
}

#[test]
fn rfc3414_2_1_user_names_have_1_to_32_octets() {
    assert_eq!(UsmUser::new("").unwrap_err().code(), "invalid");
    assert_eq!(UsmUser::new("x".repeat(33)).unwrap_err().code(), "invalid");
    assert_eq!(UsmUser::new("x".repeat(32)).unwrap().name().len(), 32);
}

#[test]
fn keys_are_never_shown() {
    let user = UsmUser::new("admin").unwrap().authentication(AuthProtocol::Md5, "maplesyrup").unwrap();
    let user = user.privacy(PrivacyProtocol::Des, "maplesyrup").unwrap();
    let keys = user.localize(ENGINE).unwrap();
    assert_eq!(keys.authentication(), hex("526f5eed9fcce26f8964c2930787d82b"));
    assert_eq!(format!("{keys:?}"), "LocalizedKeys { authentication: Md5, privacy: Some(Des), .. }");
    let shown = format!("{user:?}");
    assert_eq!(shown, "UsmUser { name: \"admin\", authentication: Some(Md5), privacy: Some(Des), .. }");
}

#[test]
fn salts_do_not_repeat() {
    for protocol in [PrivacyProtocol::Des, PrivacyProtocol::Aes128] {
        let salts: std::collections::BTreeSet<_> = (0..1000).map(|counter| protocol.salt(3, counter)).collect();
        assert_eq!(salts.len(), 1000);
    }
    assert_eq!(PrivacyProtocol::Des.salt(3, 0x0102_0304_0506_0708), [0, 0, 0, 3, 5, 6, 7, 8]);
    assert_eq!(PrivacyProtocol::Aes128.salt(3, 0x0102_0304_0506_0708), [1, 2, 3, 4, 5, 6, 7, 8]);
}
