//! From bytes to text, and which character parts the cells.

/// Text of a file, and what had to be assumed to read it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    pub(super) text: String,
    /// Whether it was not UTF-8, and read as Windows-1252.
    pub(super) is_assumed: bool,
}

/// The text of a file, or why it has none.
pub(super) fn decoded(bytes: &[u8]) -> Result<Decoded, &'static str> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err("the file is empty");
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err("a workbook, not CSV; save its sheets as CSV");
    }
    if let Some(units) = utf16(bytes) {
        return Ok(Decoded { text: String::from_utf16_lossy(&units), is_assumed: false });
    }
    if bytes.contains(&0) {
        return Err("not text");
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    Ok(match std::str::from_utf8(bytes) {
        Ok(text) => Decoded { text: text.to_owned(), is_assumed: false },
        Err(_) => Decoded { text: bytes.iter().map(|byte| windows_1252(*byte)).collect(), is_assumed: true },
    })
}

/// What separates the cells: of comma, semicolon and tab the one that the first line has most of, outside quotes.
pub(super) fn separator(text: &str) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut is_quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' if !is_quoted => break,
            _ if is_quoted => {}
            _ => counts.iter_mut().filter(|(separator, _)| *separator == byte).for_each(|(_, count)| *count += 1),
        }
    }
    // The first of equals, so a file of one column counts as comma-separated.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(separator, _)| *separator)
}

/// The units of UTF-16 text, which opens with a byte order mark ("Unicode text" of a spreadsheet).
fn utf16(bytes: &[u8]) -> Option<Vec<u16>> {
    let read: fn([u8; 2]) -> u16 = match bytes {
        [0xFF, 0xFE, ..] => u16::from_le_bytes,
        [0xFE, 0xFF, ..] => u16::from_be_bytes,
        _ => return None,
    };
    Some(bytes.get(2..)?.chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect())
}

/// Windows code page 1252: as Latin-1, but for 0x80 to 0x9F (Unicode consortium, CP1252.TXT; the five gaps stay controls).
fn windows_1252(byte: u8) -> char {
    const UPPER: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => UPPER[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_comes_in_many_codings() {
        let text = |bytes: &[u8]| decoded(bytes).map(|decoded| (decoded.text, decoded.is_assumed));
        assert_eq!(text("Räder".as_bytes()), Ok(("Räder".into(), false)));
        assert_eq!(text(b"\xef\xbb\xbfa"), Ok(("a".into(), false)));
        assert_eq!(text(b"R\xe4der \x80"), Ok(("Räder €".into(), true)));
        assert_eq!(text(b"\xff\xfea\0\xe4\0"), Ok(("aä".into(), false)));
        assert_eq!(text(b" \r\n"), Err("the file is empty"));
        assert_eq!(text(b"a\0b"), Err("not text"));
        assert!(text(b"PK\x03\x04...").is_err());
    }

    #[test]
    fn the_separator_is_found_outside_quotes() {
        assert_eq!(separator("a,b\nc;d;e;f"), b',');
        assert_eq!(separator("\"a,b,c\";d"), b';');
        assert_eq!(separator("a\tb"), b'\t');
        assert_eq!(separator("alone"), b',');
    }
}
