//! Every section of an MPS file, in free and fixed form, and what is said of wrong lines.

use super::super::solve;
use super::{Mps, MpsError};

const INF: f64 = f64::INFINITY;

/// A file with rows R1 <= 10, R2 >= 1, R3 = 4, columns X (cost 1, R1, R2), Y (2, R1, R3), Z (-1, R1, R3), and more.
fn file(before: &str, sides: &str, after: &str) -> String {
    format!(
        "NAME trial run\n{before}ROWS\n N COST\n L R1\n G R2\n E R3\n N OTHER\nCOLUMNS\n X COST 1 R1 1\n X R2 1 OTHER 5\n \
         Y COST 2 R1 1\n Y R3 1\n Z COST -1 R1 1\n Z R3 1\nRHS\n RHS R1 10 R2 1\n RHS R3 4\n{sides}{after}ENDATA\n"
    )
}

#[track_caller]
fn read(text: &str) -> Mps {
    Mps::read(text).unwrap()
}

/// Bounds of Z after lines of the section BOUNDS.
#[track_caller]
fn bounds(lines: &str) -> (f64, f64) {
    let mps = read(&file("", "", &format!("BOUNDS\n{lines}")));
    (mps.program.lower(2), mps.program.upper(2))
}

#[track_caller]
fn check_error(text: &str, line: usize, message: &str) {
    assert_eq!(Mps::read(text), Err(MpsError { line, message: message.into() }));
}

#[test]
fn all_sections_are_read() {
    let mps = read(&file("", "", "BOUNDS\n UP BND Z 3\n"));
    assert_eq!((mps.name.as_str(), mps.maximise), ("trial run", false));
    assert_eq!(mps.rows, ["R1", "R2", "R3"]);
    assert_eq!(mps.columns, ["X", "Y", "Z"]);
    let sides: Vec<_> = (0..3).map(|i| (mps.program.row_lower(i), mps.program.row_upper(i))).collect();
    assert_eq!(sides, [(-INF, 10.0), (1.0, INF), (4.0, 4.0)]);
    assert_eq!(mps.program.entries(0).collect::<Vec<_>>(), [(0, 1.0), (1, 1.0)]);
    assert_eq!((mps.program.cost(1), mps.program.upper(2)), (2.0, 3.0));
    assert_eq!(mps.findings, []);
    assert_eq!(solve(mps.program).unwrap().objective, 0.0);
}

#[test]
fn the_side_of_the_objective_is_minus_its_constant() {
    assert_eq!(read(&file("", " RHS COST 7\n", "")).program.constant(), -7.0);
    let maximum = read(&file("OBJSENSE\n    MAX\n", " RHS COST 7\n", ""));
    assert!(maximum.maximise);
    assert_eq!((maximum.program.constant(), maximum.program.cost(1)), (7.0, -2.0));
    assert!(read(&file("OBJSENSE MAXIMIZE\n", "", "")).maximise);
    assert!(!read(&file("OBJSENSE\n MIN\n", "", "")).maximise);
    assert_eq!(read(&file("OBJNAME\n OTHER\n", "", "")).program.cost(0), 5.0);
}

#[test]
fn ranges_widen_by_type_and_sign() {
    let sides = |row: &str, range: &str| {
        let mps = read(&file("", "", &format!("RANGES\n RNG {row} {range}\n")));
        let i = mps.rows.iter().position(|name| name == row).unwrap();
        (mps.program.row_lower(i), mps.program.row_upper(i))
    };
    assert_eq!(sides("R1", "-2"), (8.0, 10.0));
    assert_eq!(sides("R1", "2"), (8.0, 10.0));
    assert_eq!(sides("R2", "-2"), (1.0, 3.0));
    assert_eq!(sides("R3", "2"), (4.0, 6.0));
    assert_eq!(sides("R3", "-2"), (2.0, 4.0));
}

#[test]
fn every_type_of_bound_is_read() {
    assert_eq!(bounds(" UP BND Z 3\n"), (0.0, 3.0));
    assert_eq!(bounds(" UP Z 3\n"), (0.0, 3.0));
    assert_eq!(bounds(" LO BND Z -3\n UP BND Z 1e30\n"), (-3.0, INF));
    assert_eq!(bounds(" FX BND Z 2.5\n"), (2.5, 2.5));
    assert_eq!(bounds(" FR BND Z\n"), (-INF, INF));
    assert_eq!(bounds(" FR Z\n"), (-INF, INF));
    assert_eq!(bounds(" MI BND Z\n UP BND Z 3\n"), (-INF, 3.0));
    assert_eq!(bounds(" PL BND Z\n"), (0.0, INF));
    assert_eq!(bounds(" BV BND Z\n"), (0.0, 1.0));
    assert_eq!(bounds(" LI BND Z 1\n UI BND Z 4\n"), (1.0, 4.0));
    assert_eq!(bounds(" UP BND Z -3\n LO BND Z -5\n"), (-5.0, -3.0));
    assert_eq!(bounds(" UP BND Z 3D0\n LO BND Z -Infinity $ a remark\n"), (-INF, 3.0));
}

/// As HiGHS 1.15 does, line by line.
#[test]
fn doubtful_lines_are_read_as_highs_does() {
    assert_eq!(bounds(" UP BND Z -3\n"), (0.0, -3.0));
    assert_eq!(bounds(" UP BND Z 3\n UP BND Z 2\n"), (0.0, 3.0));
    assert_eq!(bounds(" UP BND Z 3\n FX BND Z 2\n"), (0.0, 3.0));
    let doubled = read(&file("", " RHS R1 7\n RHS NOPE 7\n", "BOUNDS\n UP BND NOPE 1\n"));
    assert_eq!(doubled.program.row_upper(0), 10.0);
    let lines: Vec<usize> = doubled.findings.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [18, 19, 21]);
    let entry = read(&file("", "", "").replace(" Z R3 1\n", " Z R3 1\n Z R3 2\n"));
    assert_eq!(entry.program.entries(2).last(), Some((2, 1.0)));
    assert_eq!(entry.findings.len(), 1);
}

#[test]
fn integers_are_marked_and_binary_without_bounds() {
    let text = file("", "", "BOUNDS\n LO BND Z 2\n")
        .replace(" X COST 1", " M1 'MARKER' 'INTORG'\n X COST 1")
        .replace(" Y COST 2", " M2 'MARKER' 'INTEND'\n Y COST 2")
        .replace(" Z COST -1", " M3 'MARKER' 'INTORG'\n Z COST -1");
    let mps = read(&text);
    assert_eq!(mps.integers, [0, 2]);
    assert_eq!((mps.program.upper(0), mps.program.upper(1), mps.program.upper(2)), (1.0, INF, INF));
}

#[test]
fn names_in_fixed_columns_may_hold_spaces() {
    let text = "NAME          FIXED\nROWS\n N  MY COST\n L  ROW ONE\n E  ROW TWO\nCOLUMNS\n\
        \x20   COL A     MY COST            1.0   ROW ONE            1.0\n\
        \x20   COL A     ROW TWO            1.0\n\
        \x20   COL B     MY COST            2.0   ROW TWO            1.0\n\
        RHS\n    RHS       ROW ONE            4.0   ROW TWO            3.0\n\
        BOUNDS\n UP BND       COL A              2.0\nENDATA\n";
    let mps = read(text);
    assert_eq!(mps.columns, ["COL A", "COL B"]);
    assert_eq!(mps.rows, ["ROW ONE", "ROW TWO"]);
    assert_eq!(solve(mps.program).unwrap().objective, 4.0);
}

#[test]
fn wrong_lines_are_named() {
    check_error(&file("", "", "QUADOBJ\n X X 1\n"), 18, "section QUADOBJ is not linear programming and is not read");
    check_error(
        &file("", "", "BOUNDS\n SC BND Z 3\n"),
        19,
        "Z is semi-continuous (SC), which is not linear programming",
    );
    check_error(&file("", "", "BOUNDS\n XX BND Z 3\n"), 19, "there is no type of bound XX");
    check_error(&file("", "", "BOUNDS\n UP BND Z three\n"), 19, "\"three\" is not a number");
    check_error(&file("", " RHS R1 NaN\n", ""), 18, "\"NaN\" is not a number");
    check_error(&file("OBJSENSE\n UP\n", "", ""), 3, "OBJSENSE is MIN or MAX, not \"UP\"");
    check_error(&file("", "", "").replace(" E R3", " E R2"), 6, "row R2 is there twice");
    check_error(&file("", "", "").replace(" E R3", " Q R3"), 6, "a row is of type N, L, G or E, not Q");
    check_error(&file("", "", "").replace("X R2 1 OTHER 5", "X R9 1"), 10, "there is no row R9");
    check_error(&file("", "", "").replace("ENDATA\n", ""), 17, "the file ends without ENDATA");
    check_error("hello\n", 1, "a section is expected, not \"hello\"");
    check_error("", 0, "the file ends without ENDATA");
}
