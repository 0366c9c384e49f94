mod agent;
mod authority;
mod exchange;
mod primitives;
mod session;
