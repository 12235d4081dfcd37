//! Locks on typed figures, and who typed them. Broader figures and spreads leave a locked figure alone, and nobody types over it.

use super::{describe, typed_figure};
use crate::model::{Cell, Change, Figure, Row};
use crate::report::Context;

/// What the lock key does.
#[derive(Clone, Debug, PartialEq)]
pub struct Locking {
    /// The edit.
    pub change: Change,
    /// What it does, and how it is taken back.
    pub what: String,
}

/// Locks the typed figures among some cells; unlocks them where all are locked already. `by`: who does it, may be empty.
///
/// # Errors
/// A sentence where nothing is typed.
pub fn locking(cx: &Context, cells: &[Cell], by: &str) -> Result<Locking, String> {
    let figures: Vec<&Figure> = cells.iter().filter_map(|cell| typed_figure(cx.plan, cell)).collect();
    let Some(first) = figures.first() else {
        return Err("Nothing is typed here, so there is nothing to lock. Type a figure first.".into());
    };
    let locks = figures.iter().any(|figure| !figure.locked);
    let turned = figures.iter().filter(|figure| figure.locked != locks);
    let changes: Vec<Change> =
        turned.map(|figure| authored(Change::figure(Figure { locked: locks, ..(*figure).clone() }), by)).collect();
    let told = match figures.len() {
        1 => describe(cx, &Change::figure((*first).clone())),
        several => format!("{several} figures"),
    };
    let what = if locks { format!("Locked: {told}. Ctrl L unlocks") } else { format!("Unlocked: {told}") };
    let change = if let [one] = changes.as_slice() { one.clone() } else { Change::Many(changes) };
    Ok(Locking { change, what })
}

/// The change with the name of whoever typed it on its figures; a nameless one is left as it is.
pub fn authored(change: Change, by: &str) -> Change {
    let by = by.trim();
    if by.is_empty() {
        return change;
    }
    let signed = |row: Row<Figure>| match row {
        Row::Put(figure) => Row::Put(Box::new(Figure { by: Some(by.to_owned()), ..*figure })),
        removed => removed,
    };
    match change {
        Change::DemandFigure(row) => Change::DemandFigure(signed(row)),
        Change::SupplyFigure(row) => Change::SupplyFigure(signed(row)),
        Change::FinanceFigure(row) => Change::FinanceFigure(signed(row)),
        Change::Many(changes) => Change::Many(changes.into_iter().map(|change| authored(change, by)).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::testing::two_plants;
    use crate::model::{How, Measure, Place, Subject};
    use crate::report::testing::with;
    use crate::report::typed;

    fn figure(plan: &crate::model::Plan, cell: &Cell) -> Figure {
        typed_figure(plan, cell).unwrap().clone()
    }

    #[test]
    fn a_typed_figure_is_locked_by_name_and_unlocked_again() {
        let mut plan = two_plants().plan;
        let first = plan.header.first;
        let cell = Cell::month(Measure::Consensus, Subject::Family("BIKES".into()), Place::All, first);
        let next = Cell { first: first + 1, last: first + 1, ..cell.clone() };
        with(&plan, |cx| {
            assert!(locking(cx, std::slice::from_ref(&cell), "Sato").unwrap_err().contains("nothing to lock"))
        });
        plan.apply(Change::figure(Figure::new(cell.clone(), How::Replace, 300.0))).unwrap();
        plan.apply(Change::figure(Figure::new(next.clone(), How::Percent, 0.1))).unwrap();
        let one = with(&plan, |cx| locking(cx, std::slice::from_ref(&cell), " Sato ")).unwrap();
        assert!(one.what.starts_with("Locked: Consensus demand of BIKES, Nov 26: 300. Ctrl L"), "{}", one.what);
        plan.apply(one.change).unwrap();
        assert!(figure(&plan, &cell).locked);
        assert_eq!(figure(&plan, &cell).by.as_deref(), Some("Sato"));
        with(&plan, |cx| assert!(typed(cx, &cell, "5").unwrap_err().contains("locked by Sato. Ctrl L")));
        // One of two is locked: both are, then both are not.
        let both = [cell.clone(), next.clone()];
        plan.apply(with(&plan, |cx| locking(cx, &both, "")).unwrap().change).unwrap();
        assert!(figure(&plan, &cell).locked && figure(&plan, &next).locked);
        let open = with(&plan, |cx| locking(cx, &both, "")).unwrap();
        assert_eq!(open.what, "Unlocked: 2 figures");
        plan.apply(open.change).unwrap();
        assert!(!figure(&plan, &cell).locked && !figure(&plan, &next).locked);
        assert_eq!((figure(&plan, &next).how, figure(&plan, &next).value), (How::Percent, 0.1));
    }

    #[test]
    fn figures_carry_the_name_of_who_typed_them() {
        let plan = two_plants().plan;
        let cell = Cell::month(Measure::Consensus, Subject::All, Place::All, plan.header.first);
        let change = with(&plan, |cx| typed(cx, &cell, "+10%")).unwrap();
        let many = Change::Many(vec![change.clone(), Change::no_figure(cell, false)]);
        assert_eq!(authored(many.clone(), " "), many);
        let Change::Many(changes) = authored(many, "Ada") else { panic!() };
        assert!(matches!(&changes[0], Change::DemandFigure(Row::Put(figure)) if figure.by.as_deref() == Some("Ada")));
    }
}
