//! Tests of the financial review over plans made by hand.
