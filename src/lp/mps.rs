//! Reads linear and mixed-integer programs in MPS format, free or fixed.
//!
//! Source: the format as IBM's MPSX/370 describes it (fixed), with the extensions that solvers share: free form, OBJSENSE, the
//! right-hand side of the objective as minus its constant, integer markers. A file is read as free form; where that
//! fails, by fixed columns, in which names may hold spaces. Bounds of 1e20 and more are infinite. Rows of type N other than the
//! objective are dropped. Where the format leaves a choice, this reader chooses as HiGHS does: of two values for one thing the
//! first counts, a value for an unknown row or column is passed over (both with a finding), an integer column without any
//! bound is 0 or 1, and a negative upper bound leaves a lower bound of 0, which contradicts it.

mod line;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use super::program::Program;
use line::{Fields, Line};

/// What a file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Mps {
    /// The program, always to be minimised: of a maximum, costs and constant are negated.
    pub program: Program,
    /// Whether the file asks for a maximum, so that the objective has the opposite sign there.
    pub maximise: bool,
    /// The name of the problem.
    pub name: String,
    /// Names by row.
    pub rows: Vec<String>,
    /// Names by column.
    pub columns: Vec<String>,
    /// Columns that have to be whole numbers, ascending.
    pub integers: Vec<usize>,
    /// What was done about doubtful lines: line number and sentence.
    pub findings: Vec<(usize, String)>,
}

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MpsError {
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub message: String,
}

impl fmt::Display for MpsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.line, self.message)
    }
}

impl std::error::Error for MpsError {}

/// Bounds of this size are infinite.
const INFINITE: f64 = 1e20;

impl Mps {
    /// Reads a file.
    ///
    /// # Errors
    /// The first line that cannot be read, in free form, or in fixed form where the file is only that.
    pub fn read(text: &str) -> Result<Self, MpsError> {
        let text = text.trim_start_matches('\u{feff}');
        read_as(text, Fields::Free).or_else(|free| read_as(text, Fields::Fixed).map_err(|_| free))
    }
}

fn read_as(text: &str, fields: Fields) -> Result<Mps, MpsError> {
    let mut reader = Reader::default();
    for (index, raw) in text.lines().enumerate() {
        let number = index + 1;
        let said = |message: String| MpsError { line: number, message };
        if raw.starts_with('*') || raw.trim().is_empty() {
            continue;
        }
        let line = fields.split(raw);
        match line.header() {
            Some(header) => reader.open(header, &line).map_err(said)?,
            None => reader.take(number, &line).map_err(said)?,
        }
        if reader.section == Section::End {
            break;
        }
    }
    let last = text.lines().count();
    reader.finish().map_err(|message| MpsError { line: last, message })
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Section {
    #[default]
    Name,
    Sense,
    ObjectiveName,
    Rows,
    Columns,
    Sides,
    Ranges,
    Bounds,
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Free,
    AtMost,
    AtLeast,
    Equal,
}

#[derive(Clone, Debug)]
struct Row {
    name: String,
    kind: Kind,
    side: Option<f64>,
    range: Option<f64>,
    /// The last column that has an entry here.
    entered: usize,
}

#[derive(Clone, Debug)]
struct Column {
    name: String,
    entries: Vec<(usize, f64)>,
    lower: Option<f64>,
    upper: Option<f64>,
    integer: bool,
}

impl Column {
    fn bounds(&self) -> (f64, f64) {
        let binary = self.integer && self.lower.is_none() && self.upper.is_none();
        (self.lower.unwrap_or(0.0), self.upper.unwrap_or(if binary { 1.0 } else { f64::INFINITY }))
    }
}

#[derive(Default)]
struct Reader {
    section: Section,
    name: String,
    maximise: bool,
    objective: Option<String>,
    rows: Vec<Row>,
    row_by_name: BTreeMap<String, usize>,
    columns: Vec<Column>,
    column_by_name: BTreeMap<String, usize>,
    integers: bool,
    findings: Vec<(usize, String)>,
}

impl Reader {
    fn open(&mut self, header: &str, line: &Line<'_>) -> Result<(), String> {
        self.section = match header {
            "NAME" => {
                self.name = line.rest().to_owned();
                Section::Name
            }
            "OBJSENSE" | "OBJSENSE:" => {
                if !line.rest().is_empty() {
                    self.sense(line.rest())?;
                }
                Section::Sense
            }
            "OBJNAME" => Section::ObjectiveName,
            "ROWS" => Section::Rows,
            "COLUMNS" => Section::Columns,
            "RHS" => Section::Sides,
            "RANGES" => Section::Ranges,
            "BOUNDS" => Section::Bounds,
            "ENDATA" => Section::End,
            other => return Err(format!("section {other} is not linear programming and is not read")),
        };
        Ok(())
    }

    fn take(&mut self, number: usize, line: &Line<'_>) -> Result<(), String> {
        match self.section {
            Section::Name => Err(format!("a section is expected, not \"{}\"", line.text())),
            Section::Sense => self.sense(line.text()),
            Section::ObjectiveName => {
                self.objective = Some(line.text().to_owned());
                Ok(())
            }
            Section::Rows => self.row(line),
            Section::Columns => self.column(number, line),
            Section::Sides | Section::Ranges => self.by_row(number, line),
            Section::Bounds => self.bound(number, line),
            Section::End => Ok(()),
        }
    }

    fn sense(&mut self, word: &str) -> Result<(), String> {
        self.maximise = match word.trim().to_ascii_uppercase().as_str() {
            "MAX" | "MAXIMIZE" | "MAXIMISE" => true,
            "MIN" | "MINIMIZE" | "MINIMISE" => false,
            _ => return Err(format!("OBJSENSE is MIN or MAX, not \"{}\"", word.trim())),
        };
        Ok(())
    }

    fn row(&mut self, line: &Line<'_>) -> Result<(), String> {
        let (kind, name) = line.row().ok_or_else(|| format!("a row is a type and a name, not \"{}\"", line.text()))?;
        let kind = match kind.to_ascii_uppercase().as_str() {
            "N" => Kind::Free,
            "L" => Kind::AtMost,
            "G" => Kind::AtLeast,
            "E" => Kind::Equal,
            _ => return Err(format!("a row is of type N, L, G or E, not {kind}")),
        };
        if self.row_by_name.insert(name.to_owned(), self.rows.len()).is_some() {
            return Err(format!("row {name} is there twice"));
        }
        self.rows.push(Row { name: name.to_owned(), kind, side: None, range: None, entered: usize::MAX });
        Ok(())
    }

    fn column(&mut self, number: usize, line: &Line<'_>) -> Result<(), String> {
        if let Some(marker) = line.marker() {
            self.integers = match marker {
                "INTORG" => true,
                "INTEND" => false,
                _ => return Err(format!("a marker is INTORG or INTEND, not {marker}")),
            };
            return Ok(());
        }
        let (name, pairs) = line.entries(true)?;
        if self.columns.last().is_none_or(|column| column.name != name) {
            if self.column_by_name.insert(name.to_owned(), self.columns.len()).is_some() {
                return Err(format!("column {name} is there twice, with others between"));
            }
            let integer = self.integers;
            self.columns.push(Column { name: name.to_owned(), entries: Vec::new(), lower: None, upper: None, integer });
        }
        let last = self.columns.len() - 1;
        for (row_name, value) in pairs {
            let row = *self.row_by_name.get(row_name).ok_or_else(|| format!("there is no row {row_name}"))?;
            if self.rows[row].entered == last {
                self.find(
                    number,
                    format!("column {name} has an entry in row {row_name} already, this one is passed over"),
                );
            } else {
                self.rows[row].entered = last;
                self.columns[last].entries.push((row, value));
            }
        }
        Ok(())
    }

    fn find(&mut self, number: usize, message: String) {
        self.findings.push((number, message));
    }

    /// Right-hand sides, or ranges: one value a row, the first.
    fn by_row(&mut self, number: usize, line: &Line<'_>) -> Result<(), String> {
        for (name, value) in line.entries(false)?.1 {
            let Some(&row) = self.row_by_name.get(name) else {
                self.find(number, format!("there is no row {name}, its value is passed over"));
                continue;
            };
            let row = &mut self.rows[row];
            let place = if self.section == Section::Sides { &mut row.side } else { &mut row.range };
            if place.is_none() {
                *place = Some(value);
            } else {
                self.find(number, format!("row {name} has such a value already, this one is passed over"));
            }
        }
        Ok(())
    }

    fn bound(&mut self, number: usize, line: &Line<'_>) -> Result<(), String> {
        let (kind, name, value) = line.bound(|name| self.column_by_name.contains_key(name))?;
        let Some(&index) = self.column_by_name.get(name) else {
            self.find(number, format!("there is no column {name}, its bound is passed over"));
            return Ok(());
        };
        let kind = kind.to_ascii_uppercase();
        let said = || value.ok_or_else(|| format!("bound {kind} of {name} has no value"));
        let (lower, upper) = match kind.as_str() {
            "LO" | "LI" => (Some(said()?), None),
            "UP" | "UI" => (None, Some(said()?)),
            "FX" => (Some(said()?), Some(said()?)),
            "FR" => (Some(f64::NEG_INFINITY), Some(f64::INFINITY)),
            "MI" => (Some(f64::NEG_INFINITY), None),
            "PL" => (None, Some(f64::INFINITY)),
            "BV" => (Some(0.0), Some(1.0)),
            "SC" | "SI" => return Err(format!("{name} is semi-continuous ({kind}), which is not linear programming")),
            _ => return Err(format!("there is no type of bound {kind}")),
        };
        let column = &mut self.columns[index];
        column.integer |= matches!(kind.as_str(), "LI" | "UI" | "BV");
        if (lower.is_some() && column.lower.is_some()) || (upper.is_some() && column.upper.is_some()) {
            self.find(number, format!("{name} has such a bound already, this {kind} is passed over"));
            return Ok(());
        }
        column.lower = column.lower.or(lower);
        column.upper = column.upper.or(upper);
        if column.lower.is_none() && upper.is_some_and(|upper| upper < 0.0) {
            self.find(
                number,
                format!("the upper bound of {name} is negative; its lower bound is 0 unless another line says so"),
            );
        }
        Ok(())
    }

    fn finish(self) -> Result<Mps, String> {
        if self.section != Section::End {
            return Err("the file ends without ENDATA".into());
        }
        let first_free = || self.rows.iter().position(|row| row.kind == Kind::Free);
        let objective = match &self.objective {
            Some(name) => self.row_by_name.get(name).copied(),
            None => first_free(),
        };
        let sign = if self.maximise { -1.0 } else { 1.0 };
        let mut program = Program::new();
        let mut rows = Vec::new();
        let mut place = vec![None; self.rows.len()];
        for (index, row) in self.rows.iter().enumerate() {
            if row.kind != Kind::Free {
                let (lower, upper) = sides(row);
                place[index] = Some(program.add_row(lower, upper));
                rows.push(row.name.clone());
            } else if Some(index) == objective {
                program.add_constant(-sign * row.side.unwrap_or(0.0));
            }
        }
        for column in &self.columns {
            let costs = column.entries.iter().filter(|(row, _)| Some(*row) == objective);
            let cost: f64 = costs.map(|(_, value)| value).sum();
            let entries: Vec<(usize, f64)> =
                column.entries.iter().filter_map(|(row, value)| place[*row].map(|row| (row, *value))).collect();
            let (lower, upper) = column.bounds();
            program.add_column(sign * cost, infinite(lower), infinite(upper), &entries);
        }
        let integers = (0..self.columns.len()).filter(|&j| self.columns[j].integer).collect();
        let columns = self.columns.into_iter().map(|column| column.name).collect();
        let Self { name, maximise, findings, .. } = self;
        Ok(Mps { program, maximise, name, rows, columns, integers, findings })
    }
}

/// Both sides of a row that is not free.
fn sides(row: &Row) -> (f64, f64) {
    let side = row.side.unwrap_or(0.0);
    let (lower, upper) = match (row.kind, row.range) {
        (Kind::AtMost, None) => (f64::NEG_INFINITY, side),
        (Kind::AtMost, Some(range)) => (side - range.abs(), side),
        (Kind::AtLeast, None) => (side, f64::INFINITY),
        (Kind::AtLeast, Some(range)) => (side, side + range.abs()),
        (Kind::Equal, Some(range)) if range < 0.0 => (side + range, side),
        (Kind::Equal, range) => (side, side + range.unwrap_or(0.0)),
        (Kind::Free, _) => (f64::NEG_INFINITY, f64::INFINITY),
    };
    (infinite(lower), infinite(upper))
}

fn infinite(bound: f64) -> f64 {
    if bound.abs() >= INFINITE { f64::INFINITY.copysign(bound) } else { bound }
}
