mod agent;
mod primitives;
mod session;
