//! A surface with the few strokes that charts need, in pixels with fractions, painted in tokens.
//!
//! plotters rounds to whole units, so everything is drawn four times as large and shown at its size by the view box. Every paint is
//! drawn in a color that stands for it and is replaced by its token at the end.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingErrorKind};

use crate::report::Ink;

/// Units of the drawing for one pixel.
const SCALE: f64 = 4.0;
/// plotters writes font sizes divided by this.
const FONT: f64 = 1.24;

/// What something is painted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paint {
    Actual,
    LastYear,
    Budget,
    ForecastLine,
    ForecastHatch,
    Part(u8),
    Good,
    Bad,
    GoodHatch,
    BadHatch,
    Warn,
    Fan,
    Grid,
    Axis,
    Brass,
    BrassInk,
    Ink,
    Ink2,
    Ink3,
    Surface,
    Heat(u8),
    HeatText,
    HeatTextOver,
    PartText(u8),
}

impl Paint {
    const ALL: [Paint; 36] = {
        use Paint::*;
        [
            Actual,
            LastYear,
            Budget,
            ForecastLine,
            ForecastHatch,
            Part(0),
            Part(1),
            Part(2),
            Part(3),
            Good,
            Bad,
            GoodHatch,
            BadHatch,
            Warn,
            Fan,
            Grid,
            Axis,
            Brass,
            BrassInk,
            Ink,
            Ink2,
            Ink3,
            Surface,
            Heat(0),
            Heat(1),
            Heat(2),
            Heat(3),
            Heat(4),
            Heat(5),
            HeatText,
            HeatTextOver,
            PartText(0),
            PartText(1),
            PartText(2),
            PartText(3),
            Fan,
        ]
    };

    fn css(self, patterns: &str) -> String {
        let token = match self {
            Paint::ForecastHatch => return format!("url(#{patterns}-fc)"),
            Paint::GoodHatch => return format!("url(#{patterns}-gd)"),
            Paint::BadHatch => return format!("url(#{patterns}-bd)"),
            Paint::Part(k) => return format!("var(--f{})", k.min(3) + 1),
            Paint::PartText(k) => return format!("var(--f{}-t)", k.min(3) + 1),
            Paint::Heat(k) => return format!("var(--h{})", k.min(5)),
            Paint::Actual => "ac",
            Paint::LastYear => "py",
            Paint::Budget => "pl",
            Paint::ForecastLine => "fc",
            Paint::Good => "good",
            Paint::Bad => "bad",
            Paint::Warn => "warn",
            Paint::Fan => "fan",
            Paint::Grid => "grid",
            Paint::Axis => "axis",
            Paint::Brass => "brass",
            Paint::BrassInk => "brass-ink",
            Paint::Ink => "ink",
            Paint::Ink2 => "ink-2",
            Paint::Ink3 => "ink-3",
            Paint::Surface => "surface",
            Paint::HeatText => "h-t",
            Paint::HeatTextOver => "h5-t",
        };
        format!("var(--{token})")
    }

    /// The color that stands for it until [`Canvas::finish`].
    fn stand_in(self) -> RGBColor {
        let slot = Self::ALL.iter().position(|paint| *paint == self).unwrap_or_default();
        RGBColor(0xC5, 0x5E, slot as u8)
    }
}

/// Where a text stands against its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a line is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dash {
    Solid,
    Dashed,
    Dotted,
    /// Long strokes, short gaps.
    Long,
}

/// The drawing under way.
pub(super) struct Canvas {
    pub width: f64,
    pub height: f64,
    svg: String,
    label: String,
    /// Ids of the hatches: two charts of a page must not share them, since one may be hidden.
    patterns: String,
}

impl Canvas {
    pub fn new(width: u32, height: u32, label: &str) -> Self {
        let hash = label
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
        let (width, height) = (f64::from(width), f64::from(height));
        Self {
            width,
            height,
            svg: String::with_capacity(16_384),
            label: label.into(),
            patterns: format!("h{:x}{width}", hash >> 24),
        }
    }

    /// A filled rectangle, corners in any order.
    pub fn rect(&mut self, a: (f64, f64), b: (f64, f64), paint: Paint) {
        self.stroke(|area| area.draw(&Rectangle::new([at(a), at(b)], paint.stand_in().filled())));
    }

    /// The outline of a rectangle.
    pub fn frame(&mut self, a: (f64, f64), b: (f64, f64), paint: Paint, width: f64) {
        self.stroke(|area| area.draw(&Rectangle::new([at(a), at(b)], stroke_of(paint, width))));
    }

    /// A filled, see-through shape.
    pub fn shape(&mut self, points: &[(f64, f64)], paint: Paint, opacity: f64) {
        let points: Vec<_> = points.iter().map(|point| at(*point)).collect();
        self.stroke(|area| area.draw(&Polygon::new(points, paint.stand_in().mix(opacity))));
    }

    /// A line through points.
    pub fn line(&mut self, points: &[(f64, f64)], paint: Paint, width: f64, dash: Dash) {
        let style = stroke_of(paint, width);
        let pieces = match dash {
            Dash::Solid => vec![points.to_vec()],
            Dash::Dashed => dashes(points, 5.0, 3.0),
            Dash::Dotted => dashes(points, 2.0, 3.0),
            Dash::Long => dashes(points, 11.0, 3.0),
        };
        for piece in pieces {
            let points: Vec<_> = piece.into_iter().map(at).collect();
            self.stroke(|area| area.draw(&PathElement::new(points, style)));
        }
    }

    /// A disc.
    pub fn disc(&mut self, center: (f64, f64), radius: f64, paint: Paint, opacity: f64) {
        self.stroke(|area| {
            area.draw(&Circle::new(at(center), (radius * SCALE).round() as i32, paint.stand_in().mix(opacity).filled()))
        });
    }

    /// A text whose middle line stands at `point.1`.
    pub fn text(&mut self, text: &str, point: (f64, f64), size: f64, paint: Paint, anchor: Anchor, bold: bool) {
        let horizontal = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let weight = if bold { FontStyle::Bold } else { FontStyle::Normal };
        let color = paint.stand_in();
        let style = TextStyle::from(("sans-serif", size * SCALE * FONT, weight))
            .color(&color)
            .pos(Pos::new(horizontal, VPos::Center));
        self.stroke(|area| area.draw(&Text::new(text.to_string(), at(point), style)));
    }

    /// Draws with plotters. Writing to a string cannot fail, so neither can this.
    fn stroke<E: std::error::Error + Send + Sync>(
        &mut self,
        draw: impl FnOnce(&DrawingArea<Metrics<SVGBackend>, plotters::coord::Shift>) -> Result<(), DrawingAreaErrorKind<E>>,
    ) {
        let size = ((self.width * SCALE) as u32, (self.height * SCALE) as u32);
        let mut piece = String::new();
        {
            let area = Metrics(SVGBackend::with_string(&mut piece, size)).into_drawing_area();
            let drawn = draw(&area);
            debug_assert!(drawn.is_ok(), "{drawn:?}");
        }
        self.svg.push_str(inside(&piece));
    }

    /// The whole picture.
    pub fn finish(self) -> String {
        let mut body = self.svg;
        for paint in Paint::ALL {
            let RGBColor(r, g, b) = paint.stand_in();
            body = body.replace(&format!("\"#{r:02X}{g:02X}{b:02X}\""), &format!("\"{}\"", paint.css(&self.patterns)));
        }
        let (width, height) = (self.width, self.height);
        let (wide, high) = ((width * SCALE) as u32, (height * SCALE) as u32);
        let hatches = [("fc", "fc-bg", "fc"), ("gd", "good-tint", "good"), ("bd", "bad-tint", "bad")]
            .map(|(name, ground, line)| hatch(&format!("{}-{name}", self.patterns), ground, line))
            .concat();
        format!(
            "<svg class=\"chart-picture\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {wide} {high}\" width=\"{width}\" height=\"{height}\" xmlns=\"http://www.w3.org/2000/svg\"><defs>{hatches}</defs>{body}</svg>",
            escaped(&self.label)
        )
    }
}

fn hatch(id: &str, ground: &str, line: &str) -> String {
    let step = 4.5 * SCALE;
    format!(
        "<pattern id=\"{id}\" patternUnits=\"userSpaceOnUse\" width=\"{step}\" height=\"{step}\" patternTransform=\"rotate(45)\"><rect width=\"{step}\" height=\"{step}\" fill=\"var(--{ground})\"/><line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"{step}\" stroke=\"var(--{line})\" stroke-width=\"{}\"/></pattern>",
        1.5 * SCALE
    )
}

/// What stands between a piece's own `<svg ...>` and `</svg>`.
fn inside(piece: &str) -> &str {
    let start = piece.find("<svg").and_then(|svg| piece[svg..].find('>').map(|end| svg + end + 1)).unwrap_or_default();
    let end = piece.rfind("</svg>").unwrap_or(piece.len());
    piece.get(start..end).unwrap_or_default()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn at((x, y): (f64, f64)) -> (i32, i32) {
    ((x * SCALE).round() as i32, (y * SCALE).round() as i32)
}

fn thick(width: f64) -> u32 {
    (width * SCALE).round().max(1.0) as u32
}

fn stroke_of(paint: Paint, width: f64) -> ShapeStyle {
    ShapeStyle { color: paint.stand_in().to_rgba(), filled: false, stroke_width: thick(width) }
}

/// A line cut into strokes of `on` pixels with `off` pixels between them.
fn dashes(points: &[(f64, f64)], on: f64, off: f64) -> Vec<Vec<(f64, f64)>> {
    let mut strokes = Vec::new();
    let mut stroke: Vec<(f64, f64)> = Vec::new();
    let (mut left, mut is_on) = (on, true);
    for pair in points.windows(2) {
        let ((mut x, mut y), (to_x, to_y)) = (pair[0], pair[1]);
        loop {
            let rest = ((to_x - x).powi(2) + (to_y - y).powi(2)).sqrt();
            if is_on && stroke.is_empty() {
                stroke.push((x, y));
            }
            if rest <= left {
                left -= rest;
                if is_on {
                    stroke.push((to_x, to_y));
                }
                break;
            }
            (x, y) = (x + (to_x - x) * left / rest, y + (to_y - y) * left / rest);
            if is_on {
                stroke.push((x, y));
                strokes.push(std::mem::take(&mut stroke));
            }
            (left, is_on) = (if is_on { off } else { on }, !is_on);
        }
    }
    if stroke.len() > 1 {
        strokes.push(stroke);
    }
    strokes
}

/// Width of a text in pixels, from a table of the widths of a common sans-serif font.
pub(super) fn text_width(text: &str, size: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * size
}

fn em(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | '|' | '\'' | '!' => 0.26,
        ' ' | 'f' | 't' | 'r' | 'I' | '(' | ')' | '-' | '/' => 0.33,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.86,
        'A'..='Z' | '&' => 0.68,
        _ => 0.556,
    }
}

/// The text, cut with an ellipsis where it is wider than `width` pixels.
pub(super) fn fitted(text: &str, size: f64, width: f64) -> String {
    if text_width(text, size) <= width {
        return text.into();
    }
    let mut cut = String::new();
    for c in text.chars() {
        if text_width(&cut, size) + (em(c) + 0.6) * size > width {
            break;
        }
        cut.push(c);
    }
    cut.push('…');
    cut
}

/// How a series of an ink is filled.
pub(super) fn fill(ink: Ink) -> Paint {
    match ink {
        Ink::Actual | Ink::Limit | Ink::Stretched | Ink::Target => Paint::Actual,
        Ink::Forecast => Paint::ForecastHatch,
        Ink::Budget => Paint::Budget,
        Ink::LastYear => Paint::LastYear,
        Ink::Part(k) => Paint::Part(k.min(3)),
        Ink::Over => Paint::BadHatch,
        Ink::Good => Paint::Good,
        Ink::Bad => Paint::Bad,
        Ink::Fan | Ink::FanWide => Paint::Fan,
        Ink::ActualLine => Paint::Actual,
        Ink::ForecastLine => Paint::ForecastLine,
        Ink::Fit => Paint::Ink3,
        Ink::Cleansed | Ink::MarkAccepted => Paint::BrassInk,
        Ink::Rival(0) => Paint::Part(1),
        Ink::Rival(_) => Paint::Ink3,
        Ink::MarkOpen => Paint::Warn,
        Ink::MarkRejected => Paint::Ink2,
    }
}

/// plotters' SVG surface with our own text metrics.
struct Metrics<B>(B);

impl<B: DrawingBackend> DrawingBackend for Metrics<B> {
    type ErrorType = B::ErrorType;
    fn get_size(&self) -> (u32, u32) {
        self.0.get_size()
    }
    fn ensure_prepared(&mut self) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.0.ensure_prepared()
    }
    fn present(&mut self) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.0.present()
    }
    fn draw_pixel(
        &mut self,
        point: BackendCoord,
        color: BackendColor,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.0.draw_pixel(point, color)
    }
    fn draw_line<S: BackendStyle>(
        &mut self,
        a: BackendCoord,
        b: BackendCoord,
        style: &S,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.0.draw_line(a, b, style)
    }
    fn draw_rect<S: BackendStyle>(
        &mut self,
        a: BackendCoord,
        b: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.0.draw_rect(a, b, style, fill)
    }
    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.0.draw_path(path, style)
    }
    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.0.draw_circle(center, radius, style, fill)
    }
    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        points: I,
        style: &S,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.0.fill_polygon(points, style)
    }
    fn draw_text<T: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &T,
        point: BackendCoord,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.0.draw_text(text, style, point)
    }
    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Self::ErrorType>> {
        let size = style.size() / FONT;
        Ok((text_width(text, size).ceil() as u32, size.ceil() as u32))
    }
}
