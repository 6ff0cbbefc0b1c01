//! An entry of `apps`: an image of one's own, or a packaged chart.

use hagen_app::App;
use hagen_core::section::{Field, Node, Reader, Shape, Value};
use hagen_packages::Package;

/// An entry of `apps`. The key `chart` makes it a packaged one.
#[derive(Debug, Clone, PartialEq)]
pub enum Application {
    /// A container image of one's own.
    Image(Box<App>),
    /// A Helm chart that hagen knows.
    Chart(Box<Package>),
}

impl Application {
    /// The application of one's own, if it is one.
    pub fn image(&self) -> Option<&App> {
        if let Self::Image(app) = self { Some(app) } else { None }
    }

    /// The packaged application, if it is one.
    pub fn package(&self) -> Option<&Package> {
        if let Self::Chart(package) = self { Some(package) } else { None }
    }
}

impl From<App> for Application {
    fn from(app: App) -> Self {
        Self::Image(Box::new(app))
    }
}

impl From<Package> for Application {
    fn from(package: Package) -> Self {
        Self::Chart(Box::new(package))
    }
}

impl Field for Application {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        if node.get("chart").is_some() {
            return Package::read(node, cx).map(Self::from);
        }
        App::read(node, cx).map(Self::from)
    }

    fn write(&self) -> Value {
        match self {
            Self::Image(app) => app.write(),
            Self::Chart(package) => package.write(),
        }
    }

    fn shape() -> Shape {
        Shape::Either(App::shape, Package::shape)
    }
}
