mod certificates;
mod http;
mod servers;
mod tcp;
