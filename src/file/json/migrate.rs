//! Plans of earlier versions, brought up step by step: step `n` makes version `n` of version `n - 1`.
//!
//! Invariant: the steps are numbered 2, 3, ... up to [`super::VERSION`] without a gap. There is none yet: version 1 is the first.

use serde_json::Value;

/// What makes a plan of version `to` from one of the version before.
struct Migration {
    to: u64,
    carry_out: fn(Value) -> Value,
}

const MIGRATIONS: &[Migration] = &[];

/// The plan in today's version.
pub(super) fn migrated(plan: Value, version: u64) -> Value {
    MIGRATIONS
        .iter()
        .filter(|migration| migration.to > version)
        .fold(plan, |plan, migration| (migration.carry_out)(plan))
}

#[cfg(test)]
mod tests {
    use super::super::VERSION;
    use super::*;

    #[test]
    fn steps_are_contiguous() {
        assert!(MIGRATIONS.iter().zip(2..).all(|(migration, to)| migration.to == to));
        assert_eq!(MIGRATIONS.len() as u64 + 1, VERSION);
    }

    #[test]
    fn a_plan_of_today_stays_as_it_is() {
        let plan = serde_json::json!({"header": {"months": 3}});
        assert_eq!(migrated(plan.clone(), VERSION), plan);
    }
}
