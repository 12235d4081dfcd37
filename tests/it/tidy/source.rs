//! Just enough reading of Rust to tell code, comments and texts apart, so that a rule never trips over a doc link.

/// What a byte of a Rust file belongs to.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Code,
    Comment,
    Text,
}

/// The file with everything but its code blanked: same lines, same columns.
pub fn code(rust: &str) -> String {
    keep(rust, |kind| kind == Kind::Code)
}

/// The file with everything but its string literals blanked.
pub fn texts(rust: &str) -> String {
    keep(rust, |kind| kind == Kind::Text)
}

/// The file with its comments blanked.
pub fn code_and_texts(rust: &str) -> String {
    keep(rust, |kind| kind != Kind::Comment)
}

/// [`code`], with every item under `#[cfg(test)]` blanked as well.
pub fn code_outside_tests(rust: &str) -> String {
    let mut code = code(rust).into_bytes();
    let mark = b"#[cfg(test)]";
    let mut from = 0;
    while let Some(start) = code[from..].windows(mark.len()).position(|window| window == mark) {
        let start = from + start;
        let end = end_of_item(&code, start + mark.len());
        for byte in &mut code[start..end] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
        from = end;
    }
    String::from_utf8(code).expect("only ASCII was put in, for whole characters")
}

/// CSS with its comments blanked.
pub fn css(style: &str) -> String {
    let mut left = String::with_capacity(style.len());
    let mut rest = style;
    while let Some(start) = rest.find("/*") {
        let end = rest[start..].find("*/").map_or(rest.len(), |end| start + end + 2);
        left.push_str(&rest[..start]);
        left.extend(rest[start..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        rest = &rest[end..];
    }
    left + rest
}

/// The one-based line of a byte position.
pub fn line_at(text: &str, position: usize) -> usize {
    1 + text.as_bytes()[..position].iter().filter(|byte| **byte == b'\n').count()
}

/// The positions at which `word` stands as a whole identifier.
pub fn words<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let part = |byte: Option<u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_');
    let bytes = text.as_bytes();
    text.match_indices(word).map(|(position, _)| position).filter(move |&position| {
        let before = position.checked_sub(1).and_then(|i| bytes.get(i).copied());
        !part(before) && !part(bytes.get(position + word.len()).copied())
    })
}

/// An item ends with its first brace's partner, or with a semicolon before any brace.
fn end_of_item(code: &[u8], from: usize) -> usize {
    let mut depth = 0usize;
    for (offset, byte) in code[from..].iter().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth <= 1 => return from + offset + 1,
            b'}' => depth -= 1,
            b';' if depth == 0 => return from + offset + 1,
            _ => {}
        }
    }
    code.len()
}

fn keep(rust: &str, wanted: impl Fn(Kind) -> bool) -> String {
    let kinds = kinds(rust.as_bytes());
    let blanked = rust.char_indices().map(|(position, character)| match character {
        '\n' => "\n".to_owned(),
        character if wanted(kinds[position]) => character.to_string(),
        character => " ".repeat(character.len_utf8()),
    });
    blanked.collect()
}

fn kinds(bytes: &[u8]) -> Vec<Kind> {
    let mut kinds = vec![Kind::Code; bytes.len()];
    let mut at = 0;
    while at < bytes.len() {
        let (kind, end) = token(bytes, at);
        kinds[at..end].fill(kind);
        at = end;
    }
    kinds
}

/// The kind of what starts at `at`, and where it ends.
fn token(bytes: &[u8], at: usize) -> (Kind, usize) {
    let rest = &bytes[at..];
    if rest.starts_with(b"//") {
        let length = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
        return (Kind::Comment, at + length);
    }
    if rest.starts_with(b"/*") {
        return (Kind::Comment, at + block_comment(rest));
    }
    if let Some(length) = raw_string(bytes, at) {
        return (Kind::Text, at + length);
    }
    match rest[0] {
        b'"' => (Kind::Text, at + quoted(rest, b'"')),
        b'\'' => (Kind::Code, at + character(rest)),
        _ => (Kind::Code, at + 1),
    }
}

/// Rust's block comments nest.
fn block_comment(rest: &[u8]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        if rest[at..].starts_with(b"/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest[at..].starts_with(b"*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

fn raw_string(bytes: &[u8], at: usize) -> Option<usize> {
    let inside_a_word = at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_');
    let rest = &bytes[at..];
    let prefix = if rest.starts_with(b"br") { 2 } else { usize::from(rest.starts_with(b"r")) };
    let hashes = rest[prefix..].iter().take_while(|byte| **byte == b'#').count();
    if prefix == 0 || inside_a_word || rest.get(prefix + hashes) != Some(&b'"') {
        return None;
    }
    let close = [b"\"".to_vec(), vec![b'#'; hashes]].concat();
    let body = prefix + hashes + 1;
    let end = rest[body..].windows(close.len()).position(|window| window == close);
    Some(end.map_or(rest.len(), |end| body + end + close.len()))
}

fn quoted(rest: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != quote {
        at += if rest[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(rest.len())
}

/// A character literal, or the one byte of a lifetime's tick.
fn character(rest: &[u8]) -> usize {
    let escaped = rest.get(1) == Some(&b'\\');
    let width = match rest.get(1) {
        Some(first) if *first >= 0xF0 => 4,
        Some(first) if *first >= 0xE0 => 3,
        Some(first) if *first >= 0xC0 => 2,
        _ => 1,
    };
    if escaped {
        quoted(rest, b'\'')
    } else if rest.get(1 + width) == Some(&b'\'') {
        2 + width
    } else {
        1
    }
}

#[test]
fn code_comments_and_texts_are_told_apart() {
    let rust = "let a = \"x // \\\" y\"; // crate::ui\nlet b: &'a str = r#\"a \" b\"#; /* c /* d */ e */ f('\"', 'é')";
    assert_eq!(code(rust).split_whitespace().collect::<String>(), "leta=;letb:&'astr=;f('\"','é')");
    assert_eq!(texts(rust).split_whitespace().collect::<String>(), "\"x//\\\"y\"r#\"a\"b\"#");
    assert_eq!(code(rust).len(), rust.len());
}

#[test]
fn tests_are_left_out_to_their_closing_brace() {
    let rust =
        "fn a() {}\n#[cfg(test)]\nmod tests { fn b() { \"}\"; } }\nfn c() {}\n#[cfg(test)]\nmod more;\nfn d() {}";
    let left: String = code_outside_tests(rust).split_whitespace().collect();
    assert_eq!(left, "fna(){}fnc(){}fnd(){}");
}
