//! Topologies, snapshots and results as JSON, DOT, GraphML, CSV, SVG and HTML.
