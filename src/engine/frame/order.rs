//! Low-level codes: parents before their components, receivers before their senders.
//!
//! A circle cannot be planned; its closing link is left out, and said: `A -> B -> A`. Invariant: what is left has none.

use std::collections::BTreeSet;

use super::axes::Axes;
use super::{Notice, Point, Split, Supplied};
use crate::model::{Place, Step, Subject};

/// By point: whether it serves a pair in some month.
pub fn served(splits: &[Vec<Split>], n_points: usize) -> Vec<bool> {
    let mut served = vec![false; n_points];
    let shares = splits.iter().flatten().flat_map(|split| &split.shares);
    shares.for_each(|(point, _)| served[*point] = true);
    served
}

/// What a point needs: its parts at the same site, or itself at the sending sites.
pub fn needs(supplied: &Supplied) -> impl Iterator<Item = usize> + '_ {
    supplied.parts.iter().map(|part| part.point).chain(supplied.lanes.iter().map(|lane| lane.from))
}

/// Leaves out the link that closes a circle. Walks start at what nothing needs, then at what customers are served from, so that
/// the link that stays is the one that demand comes along.
pub fn cut_loops(axes: &Axes, points: &[Point], served: &[bool], supplied: &mut [Supplied], notices: &mut Vec<Notice>) {
    let closing = closing_links(served, supplied);
    if closing.is_empty() {
        return;
    }
    let mut said = BTreeSet::new();
    for (from, to, around) in closing {
        let is_lane = supplied[from].lanes.iter().any(|lane| lane.from == to);
        let names: Vec<String> = around.iter().map(|point| name(axes, points[*point], is_lane)).collect();
        let what = if is_lane { "Lanes" } else { "Bills of material" };
        let text = format!("{what} run in a circle: {}. The last link is left out.", names.join(" -> "));
        if said.insert(text.clone()) {
            let item = Subject::Item(axes.items.code(points[from].item).clone());
            let place = if is_lane { Place::Site(axes.sites.code(points[from].site).clone()) } else { Place::All };
            notices.push(Notice::new(if is_lane { Step::Supply } else { Step::Demand }, item, place, text));
        }
        supplied[from].parts.retain(|part| part.point != to);
        supplied[from].lanes.retain(|lane| lane.from != to);
        let sum: f64 = supplied[from].lanes.iter().map(|lane| lane.share).sum();
        supplied[from].lanes.iter_mut().filter(|_| sum > 0.0).for_each(|lane| lane.share /= sum);
    }
}

fn name(axes: &Axes, point: Point, with_site: bool) -> String {
    let item = axes.items.code(point.item);
    if with_site { format!("{item} at {}", axes.sites.code(point.site)) } else { item.to_string() }
}

/// Links back to a point that is still being walked: from, to, and the circle from `to` back to `to`.
fn closing_links(served: &[bool], supplied: &[Supplied]) -> Vec<(usize, usize, Vec<usize>)> {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        Never,
        Walking,
        Done,
    }
    let mut needed = vec![false; supplied.len()];
    supplied.iter().flat_map(needs).for_each(|point| needed[point] = true);
    let mut starts: Vec<usize> = (0..supplied.len()).collect();
    starts.sort_by_key(|point| (needed[*point], !served[*point]));
    let mut seen = vec![Seen::Never; supplied.len()];
    let mut closing = Vec::new();
    for start in starts {
        if seen[start] != Seen::Never {
            continue;
        }
        // A stack of its own: a bill of material may be deeper than the call stack.
        let mut walk = vec![(start, needs(&supplied[start]))];
        seen[start] = Seen::Walking;
        while let Some((point, links)) = walk.last_mut() {
            let (point, next) = (*point, links.next());
            match next.map(|next| (next, seen[next])) {
                None => {
                    seen[point] = Seen::Done;
                    walk.pop();
                }
                Some((next, Seen::Never)) => {
                    seen[next] = Seen::Walking;
                    walk.push((next, needs(&supplied[next])));
                }
                Some((next, Seen::Walking)) => {
                    let on_way = walk.iter().map(|(point, _)| *point).skip_while(|point| *point != next);
                    closing.push((point, next, on_way.chain([next]).collect()));
                }
                Some((_, Seen::Done)) => {}
            }
        }
    }
    closing
}

/// By point: the longest way down to it from what nothing needs.
pub fn levels(supplied: &[Supplied]) -> Vec<usize> {
    let mut waiting = vec![0; supplied.len()];
    supplied.iter().flat_map(needs).for_each(|point| waiting[point] += 1);
    let mut level = vec![0; supplied.len()];
    let mut open: Vec<usize> = (0..supplied.len()).filter(|point| waiting[*point] == 0).collect();
    while let Some(point) = open.pop() {
        for next in needs(&supplied[point]) {
            level[next] = level[next].max(level[point] + 1);
            waiting[next] -= 1;
            if waiting[next] == 0 {
                open.push(next);
            }
        }
    }
    level
}

/// Points by level, and in order within one.
pub fn by_level(level: &[usize]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..level.len()).collect();
    order.sort_by_key(|point| level[*point]);
    order
}
