mod certificates;
#[cfg(feature = "dns")]
mod dns;
mod ftp;
mod http;
mod imap;
mod ntp;
mod pop3;
mod proxies;
mod redis;
mod servers;
mod smtp;
mod ssh;
mod tcp;
