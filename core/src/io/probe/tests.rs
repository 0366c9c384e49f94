mod certificates;
mod http;
mod pop3;
mod proxies;
mod redis;
mod servers;
mod smtp;
mod tcp;
