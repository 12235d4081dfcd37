//! Colours are written in `style/tokens.css` and nowhere else, so that a theme is one file.

use super::source::{css, line_at, texts};
use super::{File, Violation};

const TOKENS: &str = "style/tokens.css";

/// Colours of CSS Color 4 by function.
const FUNCTIONS: [&str; 11] =
    ["rgb(", "rgba(", "hsl(", "hsla(", "hwb(", "lab(", "lch(", "oklab(", "oklch(", "color(", "device-cmyk("];

/// Colours by name: <https://www.w3.org/TR/css-color-4/#named-colors>. `transparent` and `currentColor` name no colour.
const NAMES: &str = "aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown \
    burlywood cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod \
    darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon \
    darkseagreen darkslateblue darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue dimgray dimgrey \
    dodgerblue firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray green greenyellow grey \
    honeydew hotpink indianred indigo ivory khaki lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral \
    lightcyan lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon lightseagreen lightskyblue \
    lightslategray lightslategrey lightsteelblue lightyellow lime limegreen linen magenta maroon mediumaquamarine \
    mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen mediumturquoise \
    mediumvioletred midnightblue mintcream mistyrose moccasin navajowhite navy oldlace olive olivedrab orange orangered \
    orchid palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru pink plum powderblue purple \
    rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown seagreen seashell sienna silver skyblue slateblue \
    slategray slategrey snow springgreen steelblue tan teal thistle tomato turquoise violet wheat white whitesmoke yellow \
    yellowgreen";

/// Attributes and properties after which a bare name is a colour, in markup and scripts.
const PAINTS: [&str; 5] = ["fill", "stroke", "color", "background", "stop-color"];

/// Literal colours in a style sheet (but the tokens), a script, the page, or a text in Rust.
pub fn literal(file: &File) -> Vec<Violation> {
    let found = match file.path.rsplit('.').next() {
        Some("css") if file.path != TOKENS => in_css(&file.text),
        Some("rs") => in_markup(&texts(&file.text)),
        Some("html" | "js") => in_markup(&file.text),
        _ => Vec::new(),
    };
    let message = |colour| format!("the colour {colour} belongs in {TOKENS}");
    found.into_iter().map(|(line, colour)| file.violation(line, message(colour))).collect()
}

fn in_css(style: &str) -> Vec<(usize, String)> {
    let style = css(style);
    let mut found = Vec::new();
    for (start, declaration) in declarations(&style) {
        let value_at = declaration.find(':').map_or(declaration.len(), |colon| colon + 1);
        let value = &declaration[value_at..];
        let names = idents(value).filter(|(_, ident)| NAMES.split_whitespace().any(|n| n.eq_ignore_ascii_case(ident)));
        let all = hex(value).into_iter().chain(functions(value)).chain(names);
        found.extend(all.map(|(at, colour)| (line_at(&style, start + value_at + at), colour.to_owned())));
    }
    found
}

/// What ends in `;` or `}`; what ends in `{` is a selector, where `#add` is an id.
fn declarations(style: &str) -> Vec<(usize, &str)> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (end, mark) in style.match_indices(['{', '}', ';']) {
        if mark != "{" {
            parts.push((start, &style[start..end]));
        }
        start = end + 1;
    }
    parts
}

fn in_markup(text: &str) -> Vec<(usize, String)> {
    let names = idents(text).filter(|(at, ident)| {
        let before = text[..*at].trim_end_matches(['"', '\'', '\\', ' ', ':', '=']);
        let paint = PAINTS.iter().any(|paint| before.ends_with(paint)) && before.len() < *at;
        paint && NAMES.split_whitespace().any(|name| name == *ident)
    });
    let all = hex(text).into_iter().chain(functions(text)).chain(names);
    all.map(|(at, colour)| (line_at(text, at), colour.to_owned())).collect()
}

fn hex(text: &str) -> Vec<(usize, &str)> {
    let candidates = text.match_indices('#').filter(|(at, _)| !text[..*at].ends_with(['&', '/']));
    let sized = candidates.filter_map(|(at, _)| {
        let tail = &text[at + 1..];
        let word = tail.find(|c: char| !c.is_alphanumeric() && c != '-' && c != '_').unwrap_or(tail.len());
        let digits = &tail[..word];
        let colour = matches!(digits.len(), 3 | 4 | 6 | 8) && digits.bytes().all(|b| b.is_ascii_hexdigit());
        colour.then_some((at, &text[at..at + 1 + word]))
    });
    sized.collect()
}

fn functions(text: &str) -> Vec<(usize, &str)> {
    let ident = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let found = FUNCTIONS.iter().flat_map(|name| text.match_indices(name));
    found.filter(|(at, _)| !text[..*at].ends_with(ident)).collect()
}

fn idents(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let separators = |c: char| !c.is_alphanumeric() && c != '-' && c != '_' && c != '#';
    text.split(separators).map(|part| (part.as_ptr() as usize - text.as_ptr() as usize, part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, text: &str, expected: &[&str]) {
        let found: Vec<String> = literal(&File::new(path, text)).iter().map(|v| v.to_string()).collect();
        let expected: Vec<String> =
            expected.iter().map(|v| v.replace("=>", "the colour") + " belongs in style/tokens.css").collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn planted_colours_are_caught() {
        check("style/base.css", "a {\n  color: #fff;\n}", &["style/base.css:2: => #fff"]);
        check("style/base.css", "a { border: 1px solid Red }", &["style/base.css:1: => Red"]);
        check("style/base.css", "a { color: rgb(1 2 3) }", &["style/base.css:1: => rgb("]);
        check("style/parts/a.css", "a { --x: oklch(1 2 3); }", &["style/parts/a.css:1: => oklch("]);
        check("src/chart/a.rs", "let a = \"#1c2f57\";", &["src/chart/a.rs:1: => #1c2f57"]);
        check("src/chart/a.rs", r##"let a = r#"<p fill="red">"#;"##, &["src/chart/a.rs:1: => red"]);
        check("src/chart/a.rs", "let a = \"<p stroke=\\\"navy\\\">\";", &["src/chart/a.rs:1: => navy"]);
        check("static/boot.js", "a.color = 'tomato'", &["static/boot.js:1: => tomato"]);
        check("index.html", "<meta content=\"#abcdef\">", &["index.html:1: => #abcdef"]);
    }

    #[test]
    fn tokens_selectors_and_words_are_left_alone() {
        check("style/tokens.css", "a { color: #fff; }", &[]);
        check("style/base.css", "#add { white-space: pre; color: var(--red-ink); } /* #fff */", &[]);
        check("style/base.css", "a { color: color-mix(in srgb, var(--ink) 8%, transparent); }", &[]);
        check("src/ui/a.rs", "// #fff\nlet a = \"#/c/2026-11\"; let b = \"a red line, the color of it\";", &[]);
        check("src/ui/a.rs", "let a = \"fill=\\\"none\\\" fill=\\\"var(--ac)\\\" &#123;\"; let r#fff = 1;", &[]);
    }
}
