//! One line of an MPS file as fields, by spaces or by columns.

/// How a line is cut into fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fields {
    /// By spaces.
    Free,
    /// By columns: 2-3, 5-12, 15-22, 25-36, 40-47, 50-61.
    Fixed,
}

/// Where the six fields of the fixed form are, from 0.
const COLUMNS: [(usize, usize); 6] = [(1, 3), (4, 12), (14, 22), (24, 36), (39, 47), (49, 61)];

/// Sections that this reader knows or refuses by name.
const SECTIONS: [&str; 23] = [
    "NAME",
    "OBJSENSE",
    "OBJSENSE:",
    "OBJNAME",
    "ROWS",
    "COLUMNS",
    "RHS",
    "RANGES",
    "BOUNDS",
    "ENDATA",
    "QUADOBJ",
    "QMATRIX",
    "QSECTION",
    "QCMATRIX",
    "CSECTION",
    "SOS",
    "SOS1",
    "SOS2",
    "SETS",
    "INDICATORS",
    "LAZYCONS",
    "USERCUTS",
    "OBJSENCE",
];

/// A name, and pairs of name and number.
type Entries<'a> = (&'a str, Vec<(&'a str, f64)>);

/// A line and its fields.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    text: &'a str,
    /// In fixed form always six, the first of them the type.
    words: Vec<&'a str>,
    fixed: bool,
}

impl Fields {
    /// Cuts a line; a field that starts with `$` (free: after a space) starts a comment.
    pub fn split(self, text: &str) -> Line<'_> {
        let text = text.trim_end();
        let words = match self {
            Self::Free => text.split_whitespace().take_while(|word| !word.starts_with('$')).collect(),
            Self::Fixed => COLUMNS.iter().map(|&(start, end)| slice(text, start, end)).collect(),
        };
        Line { text, words, fixed: self == Self::Fixed }
    }
}

/// The characters from `start` to `end`, as far as they are there, without spaces around.
fn slice(text: &str, start: usize, end: usize) -> &str {
    let at = |index: usize| text.char_indices().nth(index).map_or(text.len(), |(byte, _)| byte);
    text[at(start)..at(end)].trim()
}

impl<'a> Line<'a> {
    /// The whole line without spaces around.
    pub fn text(&self) -> &'a str {
        self.text.trim()
    }

    /// The section that the line opens.
    pub fn header(&self) -> Option<&'a str> {
        if self.text.starts_with([' ', '\t']) {
            return None;
        }
        let mut words = self.text.split_whitespace();
        let first = words.next()?;
        let alone = words.next().is_none();
        let known = SECTIONS.contains(&first);
        let takes_words = matches!(first, "NAME" | "OBJSENSE" | "OBJSENSE:" | "QSECTION" | "QCMATRIX" | "CSECTION");
        (known && (alone || takes_words) || self.fixed).then_some(first)
    }

    /// What follows the first word.
    pub fn rest(&self) -> &'a str {
        self.text().split_once([' ', '\t']).map_or("", |(_, rest)| rest.trim())
    }

    /// Type and name of a row.
    pub fn row(&self) -> Option<(&'a str, &'a str)> {
        match self.words.as_slice() {
            [kind, name] => Some((kind, name)),
            [kind, name, ..] if self.fixed && !name.is_empty() => Some((kind, name)),
            _ => None,
        }
    }

    /// `INTORG` or `INTEND`, on a line of markers.
    pub fn marker(&self) -> Option<&'a str> {
        let words: Vec<&str> = self.text.split_whitespace().collect();
        let at = words.iter().position(|word| *word == "'MARKER'")?;
        words.get(at + 1).map(|word| word.trim_matches('\''))
    }

    /// A name and pairs of name and number; where the leading name is not `needed`, it may be missing.
    pub fn entries(&self, needed: bool) -> Result<Entries<'a>, String> {
        let (name, rest): (&str, &[&str]) = if self.fixed {
            (self.words[1], &self.words[2..])
        } else if !needed && self.words.len().is_multiple_of(2) {
            ("", &self.words)
        } else {
            self.words.split_first().map_or(("", &[][..]), |(first, rest)| (*first, rest))
        };
        if needed && name.is_empty() {
            return Err(format!("a name is missing in \"{}\"", self.text()));
        }
        let mut pairs = Vec::new();
        for pair in rest.chunks(2).filter(|pair| pair.iter().any(|word| !word.is_empty())) {
            match pair {
                [row, _] if self.fixed && row.starts_with('$') => break,
                [row, value] => pairs.push((*row, number(value)?)),
                _ => return Err(format!("names and numbers do not pair in \"{}\"", self.text())),
            }
        }
        if pairs.is_empty() { Err(format!("a number is missing in \"{}\"", self.text())) } else { Ok((name, pairs)) }
    }

    /// Type, column and value of a bound; the set's name may be missing.
    pub fn bound(&self, is_column: impl Fn(&str) -> bool) -> Result<(&'a str, &'a str, Option<f64>), String> {
        if self.fixed {
            let value = if self.words[3].is_empty() { None } else { Some(number(self.words[3])?) };
            return Ok((self.words[0], self.words[2], value));
        }
        match self.words.as_slice() {
            [kind, column] => Ok((kind, column, None)),
            [kind, _, column, value] => Ok((kind, column, Some(number(value)?))),
            // Either set and column, or column and value.
            [kind, first, second] => match number(second) {
                Ok(value) if is_column(first) && !(is_column(second) && has_no_value(kind)) => {
                    Ok((kind, first, Some(value)))
                }
                _ => Ok((kind, second, None)),
            },
            _ => Err(format!("a bound is a type, a set, a column and a value, not \"{}\"", self.text())),
        }
    }
}

fn has_no_value(kind: &str) -> bool {
    matches!(kind.to_ascii_uppercase().as_str(), "FR" | "MI" | "PL" | "BV")
}

/// A number; exponents may be written with D, infinity in words.
fn number(word: &str) -> Result<f64, String> {
    let fail = || format!("\"{word}\" is not a number");
    let value = word.parse::<f64>().or_else(|_| word.replace(['d', 'D'], "e").parse::<f64>()).map_err(|_| fail())?;
    if value.is_nan() { Err(fail()) } else { Ok(value) }
}
