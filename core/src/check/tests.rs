mod evaluation;
mod policies;
mod ranges;
mod secrets;
mod specs;
