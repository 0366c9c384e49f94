//! LDAP: Debian's `slapd`.

use netwarden::check::{self, LdapScope, Thresholds, TlsMode};
use netwarden::io::probe::ProbeOptions;

use super::authority::{Authority, Flaw, Identity};
use super::server::{Server, Setup, run};
use super::{fact, result, verdict};

const ENTRIES: &str = "dn: dc=example,dc=org
objectClass: domain
dc: example

dn: uid=anna,dc=example,dc=org
objectClass: inetOrgPerson
uid: anna
cn: Anna (the first)
sn: A
mail: anna@example.org

dn: uid=bob,dc=example,dc=org
objectClass: inetOrgPerson
uid: bob
cn: Bob
sn: B
";

fn slapd(setup: Setup, identity: Option<&Identity>, scheme: &str) -> Server {
    let folder = setup.folder.path().display().to_string();
    std::fs::create_dir(setup.folder.path().join("db")).unwrap();
    let tls =
        identity.map(|files| format!("TLSCertificateFile {}\nTLSCertificateKeyFile {}\n", files.chain, files.key));
    let configuration = format!(
        "include /etc/ldap/schema/core.schema\ninclude /etc/ldap/schema/cosine.schema\n\
         include /etc/ldap/schema/inetorgperson.schema\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\n{}\
         database mdb\nsuffix \"dc=example,dc=org\"\nrootdn \"cn=admin,dc=example,dc=org\"\nrootpw \"open sesame\"\n\
         directory {folder}/db\n",
        tls.unwrap_or_default()
    );
    let file = setup.write("slapd.conf", &configuration);
    let entries = setup.write("entries.ldif", ENTRIES);
    run("slapadd", &["-f", &file, "-l", &entries]);
    let address = format!("{scheme}://127.0.0.1:{}", setup.port);
    setup.start("slapd", &["-f", &file, "-h", &address, "-d", "0"])
}

#[tokio::test]
async fn a_directory_is_searched() {
    let server = slapd(Setup::new(), None, "ldap");
    let options = ProbeOptions::new();
    let base = "dc=example,dc=org";
    let people = |filter: &str, range: &str| {
        let thresholds = Thresholds { critical: Some(range.parse().unwrap()), ..Thresholds::default() };
        check::ldap(server.target()).base(base).filter(filter).entries(thresholds)
    };
    for (filter, range) in [
        ("(objectClass=inetOrgPerson)", "2:2"),
        ("(&(objectClass=inetOrgPerson)(!(uid=bob)))", "1:1"),
        (r"(cn=Anna \28*\29)", "1:1"),
        ("(|(mail=*)(uid=bob))", "2:2"),
        ("(uid>=b)", "0:1"),
        ("(cn=*o*)", "1:"),
    ] {
        let came = result(people(filter, range), &options).await;
        assert_eq!(verdict(&came), "ok", "{filter}: {came}");
    }
    assert_eq!(verdict(&result(people("(uid=eve)", "1:"), &options).await), "critical threshold-crossed");
    let mail = result(people("(uid=anna)", "1:1").expect("mail", "anna@example.org"), &options).await;
    assert_eq!(verdict(&mail), "ok", "{mail}");
    assert_eq!(fact(&mail, "value"), "anna@example.org");
    let other = people("(uid=anna)", "1:1").expect("mail", "eve@example.org");
    assert_eq!(verdict(&result(other, &options).await), "critical unexpected-answer");
    let nowhere = check::ldap(server.target()).base("dc=example,dc=net").scope(LdapScope::Base);
    let nowhere = result(nowhere, &options).await;
    assert_eq!(verdict(&nowhere), "critical unexpected-answer", "{nowhere}");

    let login = |password: &str| check::ldap(server.target()).login("cn=admin,dc=example,dc=org", password);
    assert_eq!(verdict(&result(login("open sesame"), &options).await), "ok");
    let wrong = result(login("hunter2"), &options).await;
    assert_eq!(verdict(&wrong), "critical login-refused", "{wrong}");
    assert!(wrong.summary.contains("49 invalidCredentials") && !format!("{wrong:?}").contains("hunter2"));
    let without = result(check::ldap(server.target()).tls(TlsMode::Starttls), &options).await;
    assert_eq!(verdict(&without), "critical starttls-missing", "{without}");
    let target = server.stop();
    assert_eq!(verdict(&result(check::ldap(target), &options).await), "critical refused");
}

#[tokio::test]
async fn over_tls_no_password_goes_to_a_server_with_a_wrong_certificate() {
    let authority = Authority::new();
    for (scheme, mode) in [("ldaps", TlsMode::Implicit), ("ldap", TlsMode::Starttls)] {
        for flaw in [Flaw::None, Flaw::WrongName] {
            let setup = Setup::new();
            let identity = authority.identity(&setup, flaw);
            let server = slapd(setup, Some(&identity), scheme);
            let check = check::ldap(server.named()).tls(mode).login("cn=admin,dc=example,dc=org", "open sesame");
            let came = result(check.clone(), &authority.trusted()).await;
            let ignored = result(check.ignore_certificate(true), &authority.trusted()).await;
            let (expected, withheld) =
                if flaw == Flaw::None { ("ok", "ok") } else { ("critical tls", "unknown credentials-withheld") };
            assert_eq!(verdict(&came), expected, "{scheme} {flaw:?}: {came}");
            assert_eq!(verdict(&ignored), withheld, "{scheme} {flaw:?}: {ignored}");
        }
    }
}
