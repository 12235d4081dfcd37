//! Facts and projects that name what the plan does not have. They are left out, and said.

use super::Notice;
use super::axes::{Axes, Finder};
use crate::model::{Actuals, Place, ProductPlan, Step, Subject};

/// Looks through history, backlog, stock, receipts and projects.
pub fn look(axes: &Axes, actuals: &Actuals, product: &ProductPlan, notices: &mut Vec<Notice>) {
    let mut find = Finder::new(axes);
    let history = actuals.history.iter().map(|series| ("Demand history", &series.item, &series.market));
    let backlog = actuals.backlog.iter().map(|backlog| ("Backlog", &backlog.item, &backlog.market));
    for (what, item, market) in history.chain(backlog) {
        let unknown = match (find.item(item), axes.markets.position(market)) {
            (None, _) => format!("item {item}"),
            (_, None) => format!("market {market}"),
            _ => continue,
        };
        let text = format!("{what} of {item} in {market} names {unknown}, which is not in the plan; it is left out.");
        notices.push(Notice::new(Step::Demand, Subject::Item(item.clone()), Place::Market(market.clone()), text));
    }
    let stock = actuals.stock.iter().map(|stock| ("Stock", &stock.item, &stock.site));
    let receipts = actuals.receipts.iter().map(|receipt| ("A scheduled receipt", &receipt.item, &receipt.site));
    for (what, item, site) in stock.chain(receipts) {
        let unknown = match (find.item(item), axes.sites.position(site)) {
            (None, _) => format!("item {item}"),
            (_, None) => format!("site {site}"),
            _ => continue,
        };
        let text = format!("{what} of {item} at {site} names {unknown}, which is not in the plan; it is left out.");
        notices.push(Notice::new(Step::Supply, Subject::Item(item.clone()), Place::Site(site.clone()), text));
    }
    projects(axes, product, notices);
    phase_outs(axes, product, notices);
}

fn projects(axes: &Axes, product: &ProductPlan, notices: &mut Vec<Notice>) {
    for project in &product.projects {
        let subject = Subject::Project(project.id.clone());
        if axes.items.position(&project.item).is_none() {
            let text = format!(
                "Project {} brings item {}, which is not in the plan; it brings no demand.",
                project.id, project.item
            );
            notices.push(Notice::new(Step::Product, subject.clone(), Place::All, text));
        }
        for (market, _) in &project.markets {
            if axes.markets.position(market).is_none() {
                let text = format!(
                    "Project {} names market {market}, which is not in the plan; its share goes to the others.",
                    project.id
                );
                notices.push(Notice::new(Step::Product, subject.clone(), Place::Market(market.clone()), text));
            }
        }
        for (item, _) in &project.takes_from {
            if axes.items.position(item).is_none() {
                let text = format!(
                    "Project {} takes from item {item}, which is not in the plan; it takes nothing from it.",
                    project.id
                );
                notices.push(Notice::new(Step::Product, subject.clone(), Place::All, text));
            }
        }
    }
}

fn phase_outs(axes: &Axes, product: &ProductPlan, notices: &mut Vec<Notice>) {
    for phase_out in &product.phase_outs {
        let named = [Some(&phase_out.item), phase_out.successor.as_ref()];
        for unknown in named.into_iter().flatten().filter(|item| axes.items.position(item).is_none()) {
            let text = format!(
                "The phase-out of {} names item {unknown}, which is not in the plan; that part is left out.",
                phase_out.item
            );
            notices.push(Notice::new(Step::Product, Subject::Item(phase_out.item.clone()), Place::All, text));
        }
    }
}
