//! Tests of the roll-forward.
