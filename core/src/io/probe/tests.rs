mod certificates;
#[cfg(feature = "dns")]
mod dns;
mod ftp;
mod http;
mod imap;
mod ntp;
mod pop3;
mod proxies;
mod radius;
mod redis;
mod servers;
mod sip;
mod smtp;
mod ssh;
mod tcp;
mod telnet;
mod udp;
