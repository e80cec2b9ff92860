//! The Vg3 chain
