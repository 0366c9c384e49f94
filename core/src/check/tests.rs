mod evaluation;
mod ranges;
mod specs;
