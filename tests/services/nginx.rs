//! A web server: Debian's `nginx`.

use netwarden::check::{self, TlsCause};
use netwarden::io::probe::ProbeOptions;

use super::authority::{Authority, Flaw};
use super::server::{Server, Setup, run};
use super::{result, verdict};

/// A server of one site; `listen` follows the port, `site` is what the server block says besides.
fn nginx(setup: Setup, listen: &str, site: &str) -> Server {
    let config = format!(
        "daemon off; worker_processes 1; error_log stderr; pid {pid};
events {{ worker_connections 64; }}
http {{
  access_log off; client_body_temp_path {tmp}; proxy_temp_path {tmp}; fastcgi_temp_path {tmp};
  uwsgi_temp_path {tmp}; scgi_temp_path {tmp};
  server {{
    listen 127.0.0.1:{port} {listen};
    default_type text/html;
    location / {{ return 200 '<h1>Welcome</h1>'; }}
    {site}
  }}
}}",
        pid = setup.path("pid"),
        tmp = setup.path("tmp"),
        port = setup.port,
    );
    let file = setup.write("nginx.conf", &config);
    let folder = setup.path("");
    setup.start("nginx", &["-p", &folder, "-c", &file])
}

#[tokio::test]
async fn each_flaw_of_a_certificate_has_its_cause() {
    let authority = Authority::new();
    for (flaw, expected) in [
        (Flaw::None, None),
        (Flaw::Expired, Some("expired")),
        (Flaw::NotYetValid, Some("not-yet-valid")),
        (Flaw::SelfSigned, Some("self-signed")),
        (Flaw::WrongName, Some("name-mismatch")),
        (Flaw::IncompleteChain, Some("incomplete-chain")),
    ] {
        let setup = Setup::new();
        let identity = authority.identity(&setup, flaw);
        let site = format!("ssl_certificate {}; ssl_certificate_key {};", identity.chain, identity.key);
        let server = nginx(setup, "ssl http2", &site);
        let came = result(check::https(server.named()).keyword("Welcome"), &authority.trusted()).await;
        let tls = came.tls.as_ref().unwrap();
        assert_eq!(tls.verdict.as_ref().map(TlsCause::code), expected, "{flaw:?}: {came}");
        assert_eq!(verdict(&came), if expected.is_none() { "ok" } else { "critical tls" }, "{flaw:?}: {came}");
        let chain = if matches!(flaw, Flaw::SelfSigned | Flaw::IncompleteChain) { 1 } else { 2 };
        assert_eq!(tls.chain.len(), chain, "{flaw:?}");
    }
}

#[tokio::test]
async fn days_left_and_a_name_of_ones_own() {
    let authority = Authority::new();
    let setup = Setup::new();
    let identity = authority.identity(&setup, Flaw::None);
    let site = format!("ssl_certificate {}; ssl_certificate_key {};", identity.chain, identity.key);
    let server = nginx(setup, "ssl", &site);
    let soon = result(check::https(server.named()).expires_after(62), &authority.trusted()).await;
    assert_eq!(verdict(&soon), "warning certificate-expires", "{soon}");
    let sooner = result(check::https(server.named()).expires_critical(90), &authority.trusted()).await;
    assert_eq!(verdict(&sooner), "critical certificate-expires", "{sooner}");
    let other = result(check::https(server.named()).server_name("other.example"), &authority.trusted()).await;
    assert_eq!(verdict(&other), "critical tls", "{other}");
    let unknown = result(check::https(server.named()), &ProbeOptions::new()).await;
    assert_eq!(unknown.tls.unwrap().verdict.unwrap().code(), "unknown-issuer");
    let plain = result(check::http(format!("http://{}/", server.target())), &authority.trusted()).await;
    assert_eq!(verdict(&plain), "critical status-code", "nginx says so: {plain}");
}

#[tokio::test]
async fn pages_say_what_they_should_and_what_not() {
    let setup = Setup::new();
    let users = setup.write("users", &format!("anna:{}\n", run("openssl", &["passwd", "-apr1", "hunter2"]).trim()));
    let site = format!(
        "gzip on; gzip_min_length 1; gzip_types *;
    location = /json {{ default_type application/json; return 200 '{{\"queue\": {{\"length\": 7}}}}'; }}
    location = /gone {{ return 404; }}
    location = /broken {{ return 503; }}
    location = /moved {{ return 301 /; }}
    location = /round {{ return 302 /round; }}
    location = /private {{ auth_basic x; auth_basic_user_file {users}; try_files /nothing /json; }}"
    );
    let server = nginx(setup, "", &site);
    let options = ProbeOptions::new();
    let at = |path: &str| check::http(format!("http://{}{path}", server.target()));
    for (check, expected) in [
        (at("/").keyword("Welcome"), "ok"),
        (at("/").keyword("Goodbye"), "critical keyword-missing"),
        (at("/").keyword_absent("Welcome"), "critical keyword-present"),
        (at("/gone"), "critical status-code"),
        (at("/broken"), "critical status-code"),
        (at("/moved").keyword("Welcome"), "ok"),
        (at("/round"), "critical too-many-redirects"),
        (at("/").body_matches("<h1>\\w+</h1>"), "ok"),
        (at("/").body_matches("<h2>"), "critical keyword-missing"),
        (at("/private"), "critical status-code"),
        (at("/private").login("anna", "hunter2"), "ok"),
        (at("/private").login("anna", "wrong"), "critical login-refused"),
    ] {
        let came = result(check, &options).await;
        assert_eq!(verdict(&came), expected, "{came}");
        assert!(!format!("{came:?}").contains("hunter2"));
    }
    let target = server.stop();
    assert_eq!(verdict(&result(check::http(format!("http://{target}/")), &options).await), "critical refused");
}
