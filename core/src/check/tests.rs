mod evaluation;
mod policies;
mod ranges;
mod specs;
