//! The Explain panel: the arithmetic behind one figure, in words and links.

use super::comments;
use super::{Context, ExplainSection, ExplainView, NOT_APPLICABLE, Quote, Term};
use crate::engine::{Explanation, Operator, explain as explanation};
use crate::model::{Cell, Measure, Place, Subject, Unit};

/// The arithmetic behind the figure at an address; `None` where there is no figure.
pub fn explain(cx: &Context, cell: &Cell) -> Option<ExplainView> {
    let told = explanation(cx.plan, cx.outcome, cell)?;
    let sections = [made(cx, &told), parts(cx, &told), since(cx, &told), follows(cx, &told), said(cx, &told)];
    Some(ExplainView {
        figure: amount(cx, told.value, told.unit),
        unit: unit_name(cx, &told.cell, told.unit),
        place: place(cx, &told.cell),
        more: told.source.as_ref().map(|source| format!("From {source}")).unwrap_or_default(),
        line: line(cx, &told),
        people: cx.plan.process.participants.iter().map(|person| person.name.clone()).collect(),
        sections: sections.into_iter().flatten().collect(),
        cell: told.cell,
    })
}

fn amount(cx: &Context, value: f64, unit: Unit) -> String {
    match unit {
        Unit::Units if value.abs() < 10.0 && value.fract() != 0.0 => cx.locale.number(value, 2),
        unit => cx.locale.figure(value, unit),
    }
}

/// The unit beside the figure; shares carry their own sign.
fn unit_name(cx: &Context, cell: &Cell, unit: Unit) -> String {
    match unit {
        Unit::Money => cx.locale.currency.clone(),
        Unit::UnitPrice => format!("{} a unit", cx.locale.currency),
        Unit::Hours => "hours".into(),
        Unit::Days => "days".into(),
        Unit::Share => String::new(),
        Unit::Units => match &cell.subject {
            Subject::Item(id) => {
                cx.plan.catalog.items.get(id).map(|item| item.unit.clone()).filter(|unit| !unit.is_empty())
            }
            _ => None,
        }
        .unwrap_or_else(|| "units".into()),
    }
}

fn place(cx: &Context, cell: &Cell) -> String {
    let place = match &cell.place {
        Place::All => String::new(),
        Place::Market(id) => format!(" · {}", cx.market(id)),
        Place::Site(id) => format!(" · {}", cx.site(id)),
    };
    format!(
        "{}{place} · {} · {}",
        cx.subject(&cell.subject),
        cx.locale.span(cell.first, cell.last),
        cell.measure.name().to_lowercase()
    )
}

/// The arithmetic on one line, for the line above the planning table.
fn line(cx: &Context, told: &Explanation) -> String {
    let terms = told.terms.iter().filter(|term| term.operator != Operator::Note).enumerate().map(|(k, term)| {
        let sign = if k == 0 && term.operator == Operator::Plus {
            String::new()
        } else {
            format!("{} ", term.operator.sign())
        };
        format!("{sign}{} {}", term.label, amount(cx, term.value, term.unit))
    });
    let terms: Vec<String> = terms.take(6).collect();
    if terms.is_empty() { String::new() } else { format!("= {}", terms.join(" ")) }
}

fn made(cx: &Context, told: &Explanation) -> Option<ExplainSection> {
    let mut terms: Vec<Term> = told.terms.iter().enumerate().map(|(k, term)| shown(cx, told, k, term)).collect();
    let reckoned = told.terms.iter().filter(|term| term.operator != Operator::Note).count();
    if reckoned > 1 {
        terms.push(Term {
            sign: "=".into(),
            label: told.cell.measure.name().into(),
            figure: amount(cx, told.value, told.unit),
            total: true,
            ..Term::default()
        });
    }
    Some(ExplainSection {
        title: "How it is made".into(),
        note: unit_name(cx, &told.cell, told.unit),
        terms,
        text: told.sentence.clone(),
        quotes: Vec::new(),
    })
}

fn shown(cx: &Context, told: &Explanation, k: usize, term: &crate::engine::Term) -> Term {
    let first = k == 0 && term.operator == Operator::Plus;
    Term {
        sign: if first { String::new() } else { term.operator.sign().into() },
        label: term.label.clone(),
        note: term.note.clone().unwrap_or_default(),
        figure: amount(cx, term.value, term.unit),
        // A term that is the figure itself would lead in a circle.
        cell: term.cell.clone().filter(|cell| *cell != told.cell),
        ..Term::default()
    }
}

fn parts(cx: &Context, told: &Explanation) -> Option<ExplainSection> {
    if told.parts.is_empty() {
        return None;
    }
    let terms = told.parts.iter().enumerate().map(|(k, term)| shown(cx, told, k, term)).collect();
    Some(ExplainSection { title: "What it is the sum of".into(), terms, ..ExplainSection::default() })
}

/// Against the last cycle, or the base plan while a scenario is shown.
fn since(cx: &Context, told: &Explanation) -> Option<ExplainSection> {
    if let Some((plan, outcome)) = cx.base {
        let before = outcome.figure(plan, &told.cell)?;
        return Some(difference(cx, told, before, "Against the base plan", "The base plan says"));
    }
    let comparable =
        matches!(told.cell.measure, Measure::Consensus | Measure::Blend | Measure::Statistical | Measure::Baseline);
    let last = Cell { measure: Measure::LastCycle, ..told.cell.clone() };
    let before = cx.outcome.figure(cx.plan, &last).filter(|_| comparable)?;
    Some(difference(cx, told, before, "Since last cycle", "The last cycle agreed on"))
}

fn difference(cx: &Context, told: &Explanation, before: f64, title: &str, words: &str) -> ExplainSection {
    let change = told.value - before;
    let note = match told.unit {
        Unit::Share => format!("{} points", cx.locale.signed(change * 100.0, 1)),
        Unit::UnitPrice => cx.locale.signed(change, 2),
        _ => cx.locale.signed(change, 0),
    };
    ExplainSection {
        title: title.into(),
        note,
        text: format!("{words} {}.", amount(cx, before, told.unit)),
        ..ExplainSection::default()
    }
}

/// Figures that rest on this one, where they can be named from the address alone.
fn follows(cx: &Context, told: &Explanation) -> Option<ExplainSection> {
    use Measure as M;
    let next: &[Measure] = match told.cell.measure {
        M::Baseline | M::Launches | M::PhaseOuts | M::Trend | M::Events | M::Statistical | M::Blend | M::Override => {
            &[M::Consensus]
        }
        M::Consensus => &[M::RevenueAtDemand, M::Revenue, M::UnmetDemand],
        M::Production | M::Purchase | M::TransferIn | M::Shipments | M::Usage => &[M::ClosingStock],
        M::ClosingStock => &[M::DaysOfSupply, M::InventoryValue],
        M::Load | M::Capacity => &[M::Utilization, M::Overtime],
        M::Price => &[M::Revenue],
        M::UnitCost => &[M::CostOfGoods],
        M::Revenue | M::CostOfGoods => &[M::GrossMargin],
        M::GrossMargin | M::Overhead => &[M::Ebit],
        _ => &[],
    };
    let terms: Vec<Term> = next
        .iter()
        .filter_map(|measure| {
            let cell = Cell { measure: *measure, ..told.cell.clone() };
            let value = cx.outcome.figure(cx.plan, &cell)?;
            Some(Term {
                label: measure.name().into(),
                figure: amount(cx, value, measure.unit()),
                cell: Some(cell),
                ..Term::default()
            })
        })
        .collect();
    (!terms.is_empty()).then(|| ExplainSection {
        title: "What follows from it".into(),
        terms,
        ..ExplainSection::default()
    })
}

/// Assumptions and comments on the figure.
fn said(cx: &Context, told: &Explanation) -> Option<ExplainSection> {
    let touches = |cell: &Cell| {
        cell.measure == told.cell.measure
            && cell.subject == told.cell.subject
            && (cell.place == told.cell.place || cell.place == Place::All)
            && cell.first <= told.cell.last
            && told.cell.first <= cell.last
    };
    let process = &cx.plan.process;
    let assumed =
        process.assumptions.iter().filter(|assumption| assumption.cells.iter().any(touches)).map(|assumption| Quote {
            text: assumption.text.clone(),
            by: format!("{}, {} sure", assumption.owner, cx.locale.percent(assumption.confidence, 0)),
            chip: assumption.until.map_or(NOT_APPLICABLE.into(), |until| format!("until {}", cx.locale.month(until))),
            ..Quote::default()
        });
    let quotes: Vec<Quote> = assumed.chain(comments::quotes(cx, touches)).collect();
    (!quotes.is_empty()).then(|| ExplainSection {
        title: "Assumptions and comments".into(),
        quotes,
        ..ExplainSection::default()
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{odd, with, with_project};
    use super::*;
    use crate::model::Step;
    use crate::report::{TableView, page, planning_table};

    #[test]
    fn every_figure_of_every_page_and_table_that_has_an_address_can_be_asked() {
        for (name, plan) in odd().into_iter().chain([("project", with_project().plan)]) {
            with(&plan, |cx| {
                for step in Step::ALL {
                    let tiles = page(cx, step).tiles.into_iter().filter_map(|tile| tile.cell);
                    let table = planning_table(cx, step, &TableView::default());
                    let cells = table.rows.into_iter().flat_map(|row| row.cells).filter(|cell| cell.value.is_some());
                    for cell in tiles.chain(cells.filter_map(|cell| cell.cell)) {
                        // Total: whatever is asked is answered or refused, and a link never leads back to itself.
                        if let Some(view) = explain(cx, &cell) {
                            assert!(!view.figure.is_empty() && !view.place.is_empty(), "{name}: {cell:?}");
                            let links = view
                                .sections
                                .iter()
                                .flat_map(|section| &section.terms)
                                .filter_map(|term| term.cell.as_ref());
                            assert!(
                                links.into_iter().all(|link| *link != view.cell),
                                "{name}: {cell:?} leads to itself"
                            );
                        }
                    }
                }
            });
        }
    }

    #[test]
    fn consensus_is_told_by_its_layers() {
        with(&with_project().plan, |cx| {
            let cell = Cell::month(Measure::Consensus, Subject::All, Place::All, cx.plan.header.first);
            let view = explain(cx, &cell).unwrap();
            assert_eq!(view.sections[0].title, "How it is made");
            assert!(view.line.starts_with("= "), "{}", view.line);
            assert!(view.sections[0].terms.iter().any(|term| term.cell.is_some()));
        });
    }
}
