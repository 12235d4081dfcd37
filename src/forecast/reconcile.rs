//! Forecasts of the levels of a hierarchy brought together: after it, every group is the sum of its leaves, exactly by
//! construction, since only leaves are given back.
//!
//! Top-down and middle-out spread a level's own forecast by the leaves' (Hyndman & Athanasopoulos, Forecasting: Principles and
//! Practice, 2nd ed., hierarchical series). Least squares minimizes the sum over all levels of (reconciled - own)^2 / error
//! variance (Wickramasuriya, Athanasopoulos & Hyndman 2019 with a diagonal covariance). On a tree that has a closed form: up, each
//! node is the precision-weighted mean of its own forecast and its children's sum; down, what the node above moved is shared by
//! variance. Example: leaves 40 and 60 of variance 1 each, own total 106 of variance 1: total 104, leaves 42 and 62.
//! Invariant: nothing turns negative where no leaf was.

/// How the levels are made to agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Groups as forecast, spread to leaves.
    MiddleOut,
    /// The total as forecast, spread to leaves.
    TopDown,
    /// All levels, by least squares.
    LeastSquares,
}

/// A forecast of one month and the variance of its error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Node {
    /// Expected demand.
    pub mean: f64,
    /// Variance of its error.
    pub variance: f64,
}

/// The reconciled leaves of one month. `group_of`: by leaf its group; leaves without one stand below the total alone. Groups
/// and the total are `None` where they have no forecast of their own: there the leaves speak.
pub fn reconcile(
    way: Way,
    leaves: &[Node],
    group_of: &[Option<usize>],
    groups: &[Option<Node>],
    total: Option<Node>,
) -> Vec<f64> {
    let reconciled = match way {
        Way::TopDown => spread(leaves, |_| true, total),
        Way::MiddleOut => {
            let mut means: Vec<f64> = leaves.iter().map(|leaf| leaf.mean).collect();
            for (group, own) in groups.iter().enumerate() {
                let inside = |leaf: usize| group_of[leaf] == Some(group);
                spread(leaves, inside, *own)
                    .into_iter()
                    .enumerate()
                    .filter(|(leaf, _)| inside(*leaf))
                    .for_each(|(leaf, mean)| means[leaf] = mean);
            }
            means
        }
        Way::LeastSquares => least_squares(leaves, group_of, groups, total),
    };
    if leaves.iter().all(|leaf| leaf.mean >= 0.0) { lifted(reconciled) } else { reconciled }
}

/// The leaves inside, in proportion to what they were, so that they sum to `own`; evenly where they were all zero. Where one is negative,
/// the difference is shared by size, since proportions mean nothing there.
fn spread(leaves: &[Node], inside: impl Fn(usize) -> bool, own: Option<Node>) -> Vec<f64> {
    let within = || (0..leaves.len()).filter(|leaf| inside(*leaf)).map(|leaf| leaves[leaf].mean);
    let (sum, size): (f64, f64) = (within().sum(), within().map(f64::abs).sum());
    let (count, negative) = (within().count().max(1) as f64, within().any(|mean| mean < 0.0));
    let mean = |leaf: usize| {
        let mean = leaves[leaf].mean;
        match own {
            Some(own) if inside(leaf) && size > 0.0 && negative => mean + mean.abs() / size * (own.mean - sum),
            Some(own) if inside(leaf) && size > 0.0 => mean / size * own.mean,
            Some(own) if inside(leaf) => own.mean / count,
            _ => mean,
        }
    };
    (0..leaves.len()).map(mean).collect()
}

/// A node on the way up: the children's sum and what it became with the node's own forecast.
struct Up {
    sum: Node,
    joint: Node,
}

fn least_squares(
    leaves: &[Node],
    group_of: &[Option<usize>],
    groups: &[Option<Node>],
    total: Option<Node>,
) -> Vec<f64> {
    let up: Vec<Up> = groups
        .iter()
        .enumerate()
        .map(|(group, own)| {
            joined(leaves.iter().zip(group_of).filter(|(_, of)| **of == Some(group)).map(|(leaf, _)| *leaf), *own)
        })
        .collect();
    let alone = leaves.iter().zip(group_of).filter(|(_, of)| of.is_none()).map(|(leaf, _)| *leaf);
    let whole = joined(up.iter().map(|up| up.joint).chain(alone), total);
    let moved =
        |node: Node, above: &Up, to: f64| node.mean + share(node.variance, above.sum.variance) * (to - above.sum.mean);
    let groups: Vec<f64> = up.iter().map(|group| moved(group.joint, &whole, whole.joint.mean)).collect();
    let leaf = |(leaf, of): (&Node, &Option<usize>)| match of {
        Some(group) => moved(*leaf, &up[*group], groups[*group]),
        None => moved(*leaf, &whole, whole.joint.mean),
    };
    leaves.iter().zip(group_of).map(leaf).collect()
}

fn joined(children: impl Iterator<Item = Node>, own: Option<Node>) -> Up {
    let sum = children.fold(Node { mean: 0.0, variance: 0.0 }, |sum, child| Node {
        mean: sum.mean + child.mean,
        variance: sum.variance + child.variance.max(0.0),
    });
    let joint = match own {
        // weight of the own forecast: the children's variance against both
        Some(own) => {
            let weight = share(sum.variance, sum.variance + own.variance.max(0.0));
            Node { mean: sum.mean + weight * (own.mean - sum.mean), variance: sum.variance * (1.0 - weight) }
        }
        None => sum,
    };
    Up { sum, joint }
}

fn share(part: f64, whole: f64) -> f64 {
    super::accuracy::ratio(part.max(0.0), whole).unwrap_or(0.0)
}

/// Negative leaves become zero; the others give way in proportion, so that the sum stays, where it is not negative itself.
fn lifted(means: Vec<f64>) -> Vec<f64> {
    if means.iter().all(|mean| *mean >= 0.0) {
        return means;
    }
    let sum: f64 = means.iter().sum::<f64>().max(0.0);
    let positive: f64 = means.iter().filter(|mean| **mean > 0.0).sum();
    means.into_iter().map(|mean| mean.max(0.0) * share(sum, positive)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(mean: f64, variance: f64) -> Node {
        Node { mean, variance }
    }

    #[test]
    fn two_leaves_by_hand() {
        let leaves = [node(40.0, 1.0), node(60.0, 1.0)];
        let own = Some(node(106.0, 1.0));
        let got = reconcile(Way::LeastSquares, &leaves, &[None; 2], &[], own);
        assert!((got[0] - 42.0).abs() < 1e-12 && (got[1] - 62.0).abs() < 1e-12, "{got:?}");
        let down = reconcile(Way::TopDown, &leaves, &[None; 2], &[], own);
        assert!((down[0] - 42.4).abs() < 1e-12 && (down[1] - 63.6).abs() < 1e-12, "{down:?}");
    }

    /// At the least sum of weighted squares, moving a leaf changes it in no direction.
    #[test]
    fn least_squares_is_the_least() {
        let leaves = [node(10.0, 2.0), node(30.0, 5.0), node(20.0, 1.0), node(5.0, 3.0)];
        let group_of = [Some(0), Some(0), Some(1), None];
        let groups = [Some(node(46.0, 4.0)), Some(node(18.0, 0.5))];
        let total = node(75.0, 6.0);
        let x = reconcile(Way::LeastSquares, &leaves, &group_of, &groups, Some(total));
        let of_group = |g: usize| (0..4).filter(|leaf| group_of[*leaf] == Some(g)).map(|leaf| x[leaf]).sum::<f64>();
        let pull = |sum: f64, own: Node| (sum - own.mean) / own.variance;
        let from_total = pull(x.iter().sum(), total);
        for leaf in 0..4 {
            let from_group = group_of[leaf].map_or(0.0, |g| pull(of_group(g), groups[g].unwrap()));
            let slope = pull(x[leaf], leaves[leaf]) + from_group + from_total;
            assert!(slope.abs() < 1e-9, "{leaf}: {slope} {x:?}");
        }
    }

    #[test]
    fn groups_sum_to_what_they_were_forecast() {
        let leaves = [node(10.0, 1.0), node(30.0, 1.0), node(0.0, 1.0), node(0.0, 1.0), node(7.0, 1.0)];
        let group_of = [Some(0), Some(0), Some(1), Some(1), None];
        let groups = [Some(node(50.0, 1.0)), Some(node(8.0, 1.0))];
        let x = reconcile(Way::MiddleOut, &leaves, &group_of, &groups, None);
        assert_eq!(x, [12.5, 37.5, 4.0, 4.0, 7.0]);
        assert_eq!(reconcile(Way::TopDown, &leaves, &group_of, &groups, None), [10.0, 30.0, 0.0, 0.0, 7.0]);
        let mixed = reconcile(Way::TopDown, &[node(5.0, 1.0), node(-8.0, 1.0)], &[None; 2], &[], Some(node(-6.0, 1.0)));
        assert!((mixed[0] + mixed[1] + 6.0).abs() < 1e-12, "{mixed:?}");
        let tiny = reconcile(Way::TopDown, &[node(1e-310, 1.0), node(0.0, 1.0)], &[None; 2], &[], Some(node(5.0, 1.0)));
        assert!((tiny[0] - 5.0).abs() < 1e-6 && tiny[1] == 0.0, "{tiny:?}");
    }

    #[test]
    fn nothing_turns_negative_and_sums_stay() {
        let leaves = [node(1.0, 50.0), node(99.0, 1.0)];
        let x = reconcile(Way::LeastSquares, &leaves, &[None; 2], &[], Some(node(80.0, 0.01)));
        let sum = 80.0 + (100.0 - 80.0) * 0.01 / 51.01;
        assert!(x[0] == 0.0 && (x[1] - sum).abs() < 1e-9, "{x:?}");
        let still = reconcile(Way::LeastSquares, &[node(3.0, 0.0); 2], &[None; 2], &[], Some(node(9.0, 0.0)));
        assert_eq!(still, [3.0, 3.0]);
        assert!(reconcile(Way::LeastSquares, &[], &[], &[], None).is_empty());
    }
}
