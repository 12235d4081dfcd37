//! Tests of the reconciliation over plans made by hand.
