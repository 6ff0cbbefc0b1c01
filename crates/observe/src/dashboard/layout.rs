//! Where the panels stand, on a page of 24 columns.

use serde_json::{Value, json};

use super::{Kind, Panel, Width};

const COLUMNS: u32 = 24;

/// A place on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    x: u32,
    y: u32,
    width: u32,
    height: u32,
}

/// Puts things on the page, from the left to the right and from the top.
#[derive(Debug, Default)]
pub(super) struct Page {
    x: u32,
    y: u32,
    line: u32,
}

impl Page {
    /// A row's title, on a line of its own.
    pub(super) fn title(&mut self) -> Position {
        self.break_line();
        let position = Position { x: 0, y: self.y, width: COLUMNS, height: 1 };
        self.y += 1;
        position
    }

    /// A panel, on the next line if this one has no room for it.
    pub(super) fn panel(&mut self, panel: &Panel) -> Position {
        let (width, height) = size(panel);
        if self.x + width > COLUMNS {
            self.break_line();
        }
        let position = Position { x: self.x, y: self.y, width, height };
        self.x += width;
        self.line = self.line.max(height);
        position
    }

    fn break_line(&mut self) {
        self.y += self.line;
        (self.x, self.line) = (0, 0);
    }
}

impl Position {
    pub(super) fn json(self) -> Value {
        json!({ "x": self.x, "y": self.y, "w": self.width, "h": self.height })
    }
}

fn size(panel: &Panel) -> (u32, u32) {
    let (width, height) = match panel.kind {
        Kind::TimeSeries | Kind::Stacked | Kind::Heatmap => (Width::Third, 8),
        Kind::Stat => (Width::Sixth, 4),
        Kind::Gauge => (Width::Sixth, 6),
        Kind::StateTimeline | Kind::Table { .. } => (Width::Half, 8),
        Kind::Logs => (Width::Full, 12),
        Kind::Text(_) => (Width::Full, 4),
    };
    (panel.width.unwrap_or(width).columns(), height)
}

impl Width {
    fn columns(self) -> u32 {
        match self {
            Self::Full => COLUMNS,
            Self::Half => COLUMNS / 2,
            Self::Third => COLUMNS / 3,
            Self::Quarter => COLUMNS / 4,
            Self::Sixth => COLUMNS / 6,
        }
    }
}
