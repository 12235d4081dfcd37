//! Target stock of one item at one site: the rule that holds there, in its own terms.

use super::asked::{Asked, fact};
use super::demand::typed_term;
use super::{Operator, Told, plain};
use crate::engine::supply::target::{Rule, targets};
use crate::forecast::normal::normal_quantile;
use crate::model::{Figure, Measure, Unit};

/// Typed units, cover of coming requirements, or safety stock by service level.
pub(super) fn told(asked: &Asked, point: usize) -> Told {
    let (plan, outcome, t) = (asked.plan, asked.outcome, asked.t());
    let targets = targets(asked.frame(), &plan.catalog, &outcome.forecasts, &outcome.demand, &plan.supply);
    let (terms, sentence) = match targets.rules[point] {
        Rule::Nothing => (Vec::new(), "No policy keeps stock of it here.".to_string()),
        Rule::Typed(units) => (
            vec![fact(Operator::Plus, "Safety stock, as typed", units.0, Unit::Units)],
            "Safety stock as typed or imported.".into(),
        ),
        Rule::Cover(days) => {
            let sentence = format!("The requirements of the {} working days that come after the month.", plain(days));
            (asked.itself("Requirements of these days"), sentence)
        }
        Rule::Service(level) => {
            let terms = vec![
                fact(Operator::Plus, "z of the service level", normal_quantile(level).max(0.0), Unit::Share),
                fact(Operator::Times, "Error of a month's forecast (sigma)", targets.sigma(point, t).0, Unit::Units),
                fact(
                    Operator::Times,
                    "Root of the months at risk: lead time and one of review",
                    targets.periods[point].max(0.0).sqrt(),
                    Unit::Share,
                ),
            ];
            let sentence = format!(
                "Safety stock for a service level of {} %: z x sigma x root of {} months.",
                plain(level * 100.0),
                plain(targets.periods[point])
            );
            (terms, sentence)
        }
    };
    let month = asked.frame().horizon.month(t);
    let reaches = |figure: &&Figure| {
        let cell = &figure.cell;
        cell.measure == Measure::TargetStock
            && cell.first <= month
            && month <= cell.last
            && asked.frame().points_in(&cell.subject, &cell.place).contains(&point)
    };
    let typed: Vec<_> = plan.supply.figures.iter().filter(reaches).map(typed_term).collect();
    let rest =
        if typed.is_empty() { "No more than what is still asked for until demand ends" } else { "Typed over it" };
    let mut terms = asked.whole(terms, rest);
    terms.extend(typed);
    Told::new(sentence, terms)
}
