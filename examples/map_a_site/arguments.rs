//! What the command line says.

use std::sync::Arc;
use std::time::Duration;

use netwarden::topology::Options;
use netwarden::wire::usm::UsmUser;
use netwarden::{Error, Result};

use super::common::Words;

pub(crate) const HELP: &str = "\
Maps a network: who is cabled to whom, how busy each port is, what answers.

usage: map_a_site [RANGE …] [options]

Without RANGE it starts a simulated campus on this machine and maps that, over real datagrams.

  RANGE                10.0.0.0/24, 10.0.0.1-10.0.0.20, 10.0.0.5-20, an address or a host name; several add up
  --simulate NAME      instead of a RANGE: a simulated network (campus, two-switches, ring, lag-pair, unmanaged-hub, …)
  --community NAME     a community to try (public); several are tried in order
  --user NAME          a user of SNMPv3 to try; several are tried in order, after the communities
  --auth PROTOCOL:PASSWORD     of the user named before: md5, sha-1, sha-224, sha-256, sha-384, sha-512
  --privacy PROTOCOL:PASSWORD  of the user named before: des, 3des, aes-128, aes-192, aes-256
  --v1                 where v2c brings no answer, also tries v1
  --port NUMBER        UDP port of the agents (161)
  --timeout SECONDS    how long to wait for the first answer (1)
  --follow RANGE       also visits the neighbors that devices name, if they are in this range
  --interval SECONDS   between the two looks at the counters (5); 0 measures nothing
  --check TARGET       checks a URL, host:port or host; several add up; none checks what the map suggests
  --html PATH          writes the map as one interactive page (site.html where no output is named)
  --json PATH          writes the topology as JSON; --csv (cables), --dot and --svg likewise; - is standard output
  --hide SOURCE,…      evidence to leave out: lldp, cdp, fdp, edp, sonmp, isdp, mndp, lacp, stp, fdb, arp, lag, stack, ospf, ospfv3,
                       isis, bgp, subnet, vrrp
  --strategy NAME      how to infer: default, stp-segments
  --quiet              no progress
  --help               this text

It exits with 0 where it found something and everything that was named, with 1 where not or where a file could not be
written, with 2 where the arguments are wrong, with 130 where Ctrl-C ended it.
";

/// A user of SNMPv3, as far as the command line says.
struct User {
    name: String,
    auth: Option<(String, String)>,
    privacy: Option<(String, String)>,
}

impl User {
    fn credential(&self) -> Result<Arc<UsmUser>> {
        let [auth, privacy] = [&self.auth, &self.privacy];
        let protocol = |pair: &Option<(String, String)>| pair.as_ref().map(|(protocol, _)| protocol.clone());
        let password = |pair: &Option<(String, String)>| pair.as_ref().map(|(_, password)| password.clone());
        UsmUser::from_words(
            &self.name,
            protocol(auth).as_deref(),
            password(auth).as_deref(),
            protocol(privacy).as_deref(),
            password(privacy).as_deref(),
        )
        .map(Arc::new)
    }
}

/// The command line, understood.
pub(crate) struct Arguments {
    pub(crate) ranges: Vec<String>,
    /// The simulated network, where no range is given.
    pub(crate) simulate: String,
    pub(crate) communities: Vec<String>,
    pub(crate) users: Vec<Arc<UsmUser>>,
    pub(crate) v1: bool,
    pub(crate) port: Option<u16>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) follow: Option<String>,
    pub(crate) interval: Duration,
    pub(crate) checks: Vec<String>,
    /// Formats and paths.
    pub(crate) outputs: Vec<(String, String)>,
    pub(crate) options: Options,
    pub(crate) quiet: bool,
}

impl Arguments {
    /// Whether an output takes the standard output, so that nothing else may.
    pub(crate) fn take_stdout(&self) -> bool {
        self.outputs.iter().any(|(_, path)| path == "-")
    }
}

/// Reads the command line; `None` where help is wanted.
pub(crate) fn read() -> Result<Option<Arguments>> {
    let mut arguments = Arguments {
        ranges: Vec::new(),
        simulate: "campus".to_owned(),
        communities: Vec::new(),
        users: Vec::new(),
        v1: false,
        port: None,
        timeout: None,
        follow: None,
        interval: Duration::from_secs(5),
        checks: Vec::new(),
        outputs: Vec::new(),
        options: Options::default(),
        quiet: false,
    };
    let mut simulate = None;
    let mut users = Vec::new();
    let mut words = Words::of_this_program();
    while let Some((name, joined)) = words.take() {
        let mut value = || words.value(&name, joined.clone());
        match name.as_str() {
            "--help" | "-h" => return Ok(None),
            "--simulate" => simulate = Some(value()?),
            "--community" => arguments.communities.push(value()?),
            "--user" => users.push(User { name: value()?, auth: None, privacy: None }),
            "--auth" => last(&mut users, &name)?.auth = Some(protected(&name, &value()?)?),
            "--privacy" => last(&mut users, &name)?.privacy = Some(protected(&name, &value()?)?),
            "--v1" => arguments.v1 = true,
            "--port" => arguments.port = Some(port(&value()?)?),
            "--timeout" => arguments.timeout = Some(seconds("timeout", &value()?)?),
            "--follow" => arguments.follow = Some(value()?),
            "--interval" => arguments.interval = seconds("interval", &value()?)?,
            "--check" => arguments.checks.push(value()?),
            "--html" | "--json" | "--csv" | "--dot" | "--svg" => {
                let path = value()?;
                arguments.outputs.push((name, path));
            }
            "--hide" => arguments.options = arguments.options.hide_named(value()?.split(',').map(str::trim))?,
            "--strategy" => arguments.options = arguments.options.strategy(value()?.parse()?),
            "--quiet" => arguments.quiet = true,
            _ if name.starts_with('-') => return Err(Error::invalid("argument", name, "--help lists those that are")),
            _ => arguments.ranges.push(name),
        }
    }
    arguments.users = users.iter().map(User::credential).collect::<Result<_>>()?;
    if let Some(name) = simulate {
        if !arguments.ranges.is_empty() {
            let both = format!("{} --simulate {name}", arguments.ranges.join(" "));
            return Err(Error::invalid("target", both, "either ranges or --simulate is expected"));
        }
        arguments.simulate = name;
    }
    if arguments.outputs.is_empty() {
        arguments.outputs.push(("--html".to_owned(), "site.html".to_owned()));
    }
    Ok(Some(arguments))
}

/// The user that an option is about.
fn last<'a>(users: &'a mut [User], option: &str) -> Result<&'a mut User> {
    users.last_mut().ok_or_else(|| Error::invalid("argument", option, "--user NAME comes before it"))
}

/// A protocol and its password. What is wrong is said without the password.
fn protected(option: &str, text: &str) -> Result<(String, String)> {
    let (protocol, password) = text.split_once(':').ok_or_else(|| {
        Error::invalid("argument", option, "PROTOCOL:PASSWORD is expected, such as sha-256:maplesyrup")
    })?;
    Ok((protocol.to_owned(), password.to_owned()))
}

fn port(text: &str) -> Result<u16> {
    let port = text.parse().ok().filter(|port| *port != 0);
    port.ok_or_else(|| Error::invalid("port", text, "a port is a number from 1 to 65535"))
}

fn seconds(argument: &str, text: &str) -> Result<Duration> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    let wrong = || Error::invalid(argument, text, "seconds up to a day are expected, such as 0.5");
    seconds.filter(|span| *span <= Duration::from_secs(86_400)).ok_or_else(wrong)
}
