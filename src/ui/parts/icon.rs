//! Icons as single paths on a 16 x 16 field, and the words and marks of a [`Tone`]: color is never alone.

use leptos::prelude::*;

use crate::report::Tone;

/// What a drawing means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// Done, good.
    Check,
    /// Opens something below.
    Down,
    /// Back one edit.
    Undo,
    /// Forward one edit.
    Redo,
    /// For a room.
    Present,
    /// Light or dark.
    Theme,
    /// Out of the page.
    Export,
    /// Into the page.
    Import,
    /// Near a limit, stale.
    Warning,
    /// Wrong, over a limit.
    Error,
    /// Worth knowing.
    Info,
    /// Neutral line of a list.
    Line,
    /// Close.
    Close,
    /// Stays on this device; frozen.
    Lock,
    /// Add.
    Plus,
    /// Next month.
    Roll,
    /// A bundled company.
    Book,
    /// Paper.
    Print,
    /// Delete.
    Bin,
    /// The list of cycles.
    Home,
    /// What a figure is made of.
    Explain,
    /// Looks for something.
    Search,
    /// More that can be done.
    More,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Icon::Check => "m3 8.5 3.2 3.2L13 4.8",
            Icon::Down => "m4 6 4 4 4-4",
            Icon::Undo => "M6 3.5 2.8 6.7 6 9.9M3 6.7h6.2a3.6 3.6 0 0 1 0 7.2H6",
            Icon::Redo => "M10 3.5l3.2 3.2L10 9.9M13 6.7H6.8a3.6 3.6 0 0 0 0 7.2H10",
            Icon::Present => {
                "M3 3h10a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM8 11v2.5M5.5 13.5h5"
            }
            Icon::Theme => "M13 9.6A5.4 5.4 0 0 1 6.4 3a5.4 5.4 0 1 0 6.6 6.6z",
            Icon::Export => "M8 2.5v7M5.2 6.7 8 9.5l2.8-2.8M3 11v2.5h10V11",
            Icon::Import => "M8 9.5v-7M5.2 5.3 8 2.5l2.8 2.8M3 11v2.5h10V11",
            Icon::Warning => "M8 2.5 14.2 13.3H1.8zM8 6.6v3.1M8 11.5v.1",
            Icon::Error => "M2 8a6 6 0 1 0 12 0 6 6 0 1 0-12 0zm3.8-2.2 4.4 4.4m0-4.4-4.4 4.4",
            Icon::Info => "M2 8a6 6 0 1 0 12 0 6 6 0 1 0-12 0zm6-.6V11M8 5v.1",
            Icon::Line => "M5.5 4H13M5.5 8H13M5.5 12H13M3 4h.1M3 8h.1M3 12h.1",
            Icon::Close => "m4 4 8 8M12 4l-8 8",
            Icon::Lock => {
                "M4.5 7h7a1 1 0 0 1 1 1v4.5a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1zm1 0V5a2.5 2.5 0 0 1 5 0v2"
            }
            Icon::Plus => "M8 3.2v9.6M3.2 8h9.6",
            Icon::Roll => "M13 8a5 5 0 1 1-1.6-3.7M13 2.5v2.8h-2.8",
            Icon::Book => "M3 3.2h4.2L8 4l.8-.8H13v9H8.8L8 13l-.8-.8H3zM8 4v9",
            Icon::Print => "M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z",
            Icon::Bin => "M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5M6.8 7v3.8M9.2 7v3.8",
            Icon::Home => "M2.8 8 8 3.2 13.2 8M4.5 6.8V13h7V6.8",
            Icon::Search => "M2.5 7a4.5 4.5 0 1 0 9 0 4.5 4.5 0 1 0-9 0zm7.7 3.2 3.3 3.3",
            Icon::More => "M3 8h.1M8 8h.1M13 8h.1",
            Icon::Explain => "M4.2 3h7.6L7 8l4.8 5H4.2",
        }
    }
}

/// One icon; what it means is said by the text or the name of what it stands in.
#[component]
pub fn Pic(
    /// Which one.
    icon: Icon,
    /// A class for its color.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    view! { <svg class=format!("i {class}") viewBox="0 0 16 16" aria-hidden="true"><path d=icon.path() /></svg> }
}

/// The mark of a tone in a list.
pub fn tone_icon(tone: Tone) -> Icon {
    match tone {
        Tone::Plain => Icon::Line,
        Tone::Good => Icon::Check,
        Tone::Bad => Icon::Error,
        Tone::Warn => Icon::Warning,
        Tone::Info => Icon::Info,
    }
}

/// What a mark says to those who do not see it.
pub fn tone_word(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "",
        Tone::Good => "Good: ",
        Tone::Bad => "Problem: ",
        Tone::Warn => "Warning: ",
        Tone::Info => "Note: ",
    }
}

/// The class of a text.
pub fn tone_text(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "",
        Tone::Good => "pos",
        Tone::Bad => "neg",
        Tone::Warn => "wrn",
        Tone::Info => "inf",
    }
}

/// The class of a chip, a notice or a cell.
pub fn tone_fill(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "",
        Tone::Good => "good",
        Tone::Bad => "bad",
        Tone::Warn => "warn",
        Tone::Info => "info",
    }
}
