mod certificates;
mod http;
mod proxies;
mod redis;
mod servers;
mod smtp;
mod tcp;
