//! Deterministic minimum search: Nelder-Mead in a box, and one dimension by grid and golden section.
//!
//! Source: Nelder & Mead (1965), with every trial point clamped to the box; no random starts, so the same
//! objective gives the same bits on every machine. A value that is not a number counts as the worst.

/// A box to search in: where to start, the first step, and the bounds, all of one dimension each.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// First guess.
    pub start: f64,
    /// First step away from the guess.
    pub step: f64,
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

/// Most dimensions searched at once.
pub const MOST: usize = 6;

/// A corner of the simplex and its value; coordinates beyond the dimension stay zero.
type Corner = ([f64; MOST], f64);

/// The point of the box with the least `objective`, and that value, after at most about `evaluations` trials or when best
/// and worst corner differ by less than `tolerance` (relative). At most [`MOST`] spans; the objective sees one value for each.
pub fn nelder_mead(
    spans: &[Span],
    evaluations: usize,
    tolerance: f64,
    objective: &mut dyn FnMut(&[f64]) -> f64,
) -> Corner {
    let n = spans.len().min(MOST);
    let mut search = Search { spans: &spans[..n], objective, spent: 0 };
    let mut corners = search.first_simplex();
    loop {
        corners[..=n].sort_by(|a, b| a.1.total_cmp(&b.1));
        let (best, worst) = (corners[0], corners[n]);
        if n == 0 || search.spent >= evaluations || worst.1 - best.1 <= tolerance * best.1.abs() {
            return best;
        }
        let centre = centre(&corners[..n]);
        let towards = |k: f64| std::array::from_fn(|j| centre[j] + k * (worst.0[j] - centre[j]));
        let reflected = search.corner(towards(-1.0));
        if reflected.1 < best.1 {
            let expanded = search.corner(towards(-2.0));
            corners[n] = if expanded.1 < reflected.1 { expanded } else { reflected };
        } else if reflected.1 < corners[n - 1].1 {
            corners[n] = reflected;
        } else {
            let contracted = search.corner(towards(if reflected.1 < worst.1 { -0.5 } else { 0.5 }));
            if contracted.1 < reflected.1.min(worst.1) {
                corners[n] = contracted;
            } else {
                for corner in corners[1..=n].iter_mut() {
                    *corner = search.corner(std::array::from_fn(|j| best.0[j] + 0.5 * (corner.0[j] - best.0[j])));
                }
            }
        }
    }
}

struct Search<'a> {
    spans: &'a [Span],
    objective: &'a mut dyn FnMut(&[f64]) -> f64,
    spent: usize,
}

impl Search<'_> {
    /// The corner at `x` brought into the box.
    fn corner(&mut self, mut x: [f64; MOST]) -> Corner {
        for (v, s) in x.iter_mut().zip(self.spans) {
            *v = v.max(s.low).min(s.high);
        }
        self.spent += 1;
        let value = (self.objective)(&x[..self.spans.len()]);
        (x, if value.is_nan() { f64::INFINITY } else { value })
    }

    /// The starts, and one step away from them in each dimension; back where the step would leave the box.
    fn first_simplex(&mut self) -> [Corner; MOST + 1] {
        let mut start = [0.0; MOST];
        self.spans.iter().zip(&mut start).for_each(|(s, v)| *v = s.start.max(s.low).min(s.high));
        let mut corners = [([0.0; MOST], f64::INFINITY); MOST + 1];
        corners[0] = self.corner(start);
        for j in 0..self.spans.len() {
            let (mut x, s) = (start, self.spans[j]);
            let forth = x[j] + s.step;
            x[j] = if forth > s.high || forth < s.low { x[j] - s.step } else { forth };
            corners[j + 1] = self.corner(x);
        }
        corners
    }
}

fn centre(corners: &[Corner]) -> [f64; MOST] {
    let n = corners.len().max(1) as f64;
    std::array::from_fn(|j| corners.iter().map(|c| c.0[j]).sum::<f64>() / n)
}

/// The least point of `objective` on `low..=high`: the best of `grid` equal steps, refined by golden section
/// between its two neighbors until the bracket is narrower than `width`.
pub fn line_search(low: f64, high: f64, grid: usize, width: f64, objective: impl Fn(f64) -> f64) -> f64 {
    let steps = grid.max(2);
    let step = (high - low) / steps as f64;
    let mut best = (low, f64::INFINITY);
    for i in 0..=steps {
        let x = low + step * i as f64;
        let v = objective(x);
        if v < best.1 {
            best = (x, v);
        }
    }
    let (mut a, mut b) = ((best.0 - step).max(low), (best.0 + step).min(high));
    let golden = 0.618_033_988_749_894_9;
    let (mut c, mut d) = (b - golden * (b - a), a + golden * (b - a));
    let (mut at_c, mut at_d) = (objective(c), objective(d));
    while b - a > width {
        if at_c <= at_d {
            (b, d, at_d) = (d, c, at_c);
            c = b - golden * (b - a);
            at_c = objective(c);
        } else {
            (a, c, at_c) = (c, d, at_d);
            d = a + golden * (b - a);
            at_d = objective(d);
        }
    }
    let (x, v) = if at_c <= at_d { (c, at_c) } else { (d, at_d) };
    if v <= best.1 { x } else { best.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: f64) -> Span {
        Span { start, step: 0.5, low: -5.0, high: 5.0 }
    }

    #[test]
    fn finds_the_valley_of_rosenbrock() {
        let mut f = |x: &[f64]| (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2);
        let (x, v) = nelder_mead(&[span(-1.2), span(1.0)], 500, 1e-12, &mut f);
        assert!(v < 1e-6 && (x[0] - 1.0).abs() < 1e-2, "{x:?} {v}");
    }

    #[test]
    fn stays_in_the_box_and_survives_nan() {
        let (x, _) = nelder_mead(&[span(0.0)], 100, 1e-9, &mut |x| -x[0]);
        assert_eq!(x[0], 5.0);
        let (x, _) = nelder_mead(&[span(0.0)], 100, 1e-9, &mut |x| if x[0] > 1.0 { f64::NAN } else { -x[0] });
        assert!((x[0] - 1.0).abs() < 0.01);
    }

    #[test]
    fn line_search_leaves_a_local_minimum() {
        let f = |x: f64| (x - 0.9).abs().min(0.05 + (x - 0.2).abs());
        assert!((line_search(0.0, 1.0, 20, 1e-4, f) - 0.9).abs() < 1e-3);
    }
}
