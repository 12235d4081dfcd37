//! Where the page is: `#/` home, `#/c/<cycle id>/<step>`, `#/c/<cycle id>/demand/<item>/<market>`, `#/import`,
//! `#/roll`, `#/gallery`. The address bar is the state, so links and "back" work on any host.

use leptos::prelude::*;

use crate::model::{CycleId, Step};
use crate::report::SeriesId;

/// A place in the app.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Route {
    /// The cycles.
    #[default]
    Home,
    /// What came in with files, before it becomes a plan.
    Import,
    /// The roll-forward, or the actuals of the month before.
    Roll,
    /// The parts in their states; linked from nowhere.
    Gallery,
    /// A step of a cycle.
    Step(CycleId, Step),
    /// The forecast of one series, in the demand review of a cycle.
    Series(CycleId, SeriesId),
}

impl Route {
    /// Reads the part after `#`; what is not known leads home.
    pub fn parse(hash: &str) -> Route {
        let path = hash.trim_start_matches('#').trim_start_matches('/');
        let mut parts = path.split('/');
        match (parts.next(), parts.next(), parts.next()) {
            (Some("import"), None, _) => Route::Import,
            (Some("roll"), None, _) => Route::Roll,
            (Some("gallery"), None, _) => Route::Gallery,
            (Some("c"), Some(id), step) => {
                if let (Some("demand"), Some(item), Some(market)) = (step, parts.next(), parts.next()) {
                    let series = SeriesId { item: decoded(item).into(), market: decoded(market).into() };
                    return Route::Series(CycleId::from(decoded(id)), series);
                }
                let known = Step::ALL.into_iter().find(|known| Some(known.code()) == step);
                Route::Step(CycleId::from(decoded(id)), known.unwrap_or_default())
            }
            _ => Route::Home,
        }
    }

    /// The part after `#`.
    pub fn hash(&self) -> String {
        match self {
            Route::Home => "#/".into(),
            Route::Import => "#/import".into(),
            Route::Roll => "#/roll".into(),
            Route::Gallery => "#/gallery".into(),
            Route::Step(id, step) => format!("#/c/{}/{}", encoded(id.as_str()), step.code()),
            Route::Series(id, series) => {
                let (item, market) = (encoded(series.item.as_str()), encoded(series.market.as_str()));
                format!("#/c/{}/{}/{item}/{market}", encoded(id.as_str()), Step::Demand.code())
            }
        }
    }

    /// The cycle that it is in, if any.
    pub fn cycle(&self) -> Option<&CycleId> {
        match self {
            Route::Step(id, _) | Route::Series(id, _) => Some(id),
            Route::Home | Route::Import | Route::Roll | Route::Gallery => None,
        }
    }

    /// Goes there; the address bar follows, and with it every reader of [`current`].
    pub fn go(&self) {
        // Refused only while the page unloads, when there is nowhere to go to.
        let _gone = window().location().set_hash(&self.hash());
    }

    /// Goes there instead of where the address led: Back passes by.
    pub fn go_instead(&self) {
        // Refused only while the page unloads, as above.
        let _gone = window().location().replace(&self.hash());
    }
}

fn encoded(code: &str) -> String {
    String::from(js_sys::encode_uri_component(code))
}

fn decoded(id: &str) -> String {
    js_sys::decode_uri_component(id).map(String::from).unwrap_or_else(|_| id.to_string())
}

/// What the address bar says now.
pub fn now() -> Route {
    Route::parse(&window().location().hash().unwrap_or_default())
}

/// The route, following the address bar.
pub fn current() -> ReadSignal<Route> {
    let (route, set_route) = signal(now());
    let listener = window_event_listener(leptos::ev::hashchange, move |_| set_route.set(now()));
    on_cleanup(move || listener.remove());
    route
}
