//! Statistics only: a series in, a forecast out. Knows no plan.
