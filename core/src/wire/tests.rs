mod codec;
mod exchange;
mod walk;
