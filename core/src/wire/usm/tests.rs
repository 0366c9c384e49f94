mod agent;
mod authority;
mod exchange;
mod known;
mod primitives;
mod session;
