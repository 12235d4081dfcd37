//! Whole lots and smallest orders for a solved plan that is too large to be solved with them (`whole`).
//!
//! Its releases are rounded from the top of the bills of material down: until each month at least as much is
//! released as was solved, in whole lots, and what a rounded release takes more of its parts and senders they have to bring too. The
//! plan is carried out by the fast rule, which keeps it feasible; what it costs more than the bound of the program is its gap.
//! Invariant: cumulated, nothing is released later than it was solved, but for what hours and vendors then cut.

use crate::engine::Grid;
use crate::engine::supply::formula;
use crate::engine::supply::wish::{self, Start};
use crate::model::Units;

/// Rounding of solved releases, a few of them together.
const DUST: Units = Units(1e-5);

/// Any wish above nothing.
pub(super) const SOME: Units = Units(1e-6);

/// Releases by stream, in whole lots.
pub fn whole(start: &Start, solved: &Grid<Units>) -> Grid<Units> {
    let network = start.network;
    let mut more = Grid::<Units>::new(start.frame.points.len(), solved.months());
    let mut whole = solved.clone();
    for point in network.blocks.iter().flatten() {
        for stream in network.streams_of(*point) {
            let link = &network.streams[stream];
            let factor = link.share / link.production_yield;
            let extra: Vec<Units> = more.row(*point).iter().map(|units| *units * factor).collect();
            // where even the smallest release is more than the vendor delivers, any quantity is better than none
            let is_free = link.most.is_some_and(|most| formula::release(SOME, link.min_order, link.lot) > most);
            let rule = if is_free { (Units::ZERO, Units::ZERO) } else { (link.min_order, link.lot) };
            let held = |t: usize| start.typed.get(point).is_some_and(|typed| wish::is_held(typed, link.lead, t));
            round(whole.row_mut(stream), &extra, link.lead.whole, rule, held);
            for t in 0..solved.months() {
                let added = whole.at(stream, t) - solved.at(stream, t);
                for part in network.parts(*point) {
                    *more.at_mut(part.point, t) += added * part.qty;
                }
                if let Some(sender) = link.sender {
                    *more.at_mut(sender, t) += added;
                }
            }
        }
    }
    whole
}

/// Rounds one row up, cumulated; `extra` is what is needed on top, by month of need. What is `held` stays as it is.
pub(super) fn round(
    row: &mut [Units],
    extra: &[Units],
    lead: usize,
    (min_order, lot): (Units, Units),
    held: impl Fn(usize) -> bool,
) {
    let (mut asked, mut released) = (Units::ZERO, Units::ZERO);
    for (t, release) in row.iter_mut().enumerate() {
        asked += *release;
        // what is needed before the lead time has passed is released at once
        let needed = if t == 0 {
            &extra[..extra.len().min(lead + 1)]
        } else {
            extra.get(t + lead..=t + lead).unwrap_or_default()
        };
        asked += needed.iter().copied().sum();
        // solved releases are rounded to a millionth: so little is no reason for another lot
        if !held(t) {
            *release = formula::release(asked - released - DUST, min_order, lot);
        }
        released += *release;
    }
}
