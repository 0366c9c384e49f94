mod agent;
mod authority;
mod primitives;
mod session;
