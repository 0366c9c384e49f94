//! Writing what was found to files.

use std::path::Path;

use crate::error::{Error, Result};
use crate::topology::Topology;

impl Topology {
    /// Writes the topology to a file, in the format that its name asks for: `.html`, `.svg`, `.png` (with the feature
    /// `png`; two pixels to one of the drawing, one where that would be too large), `.json` (indented), `.mmd` or
    /// `.mermaid`, `.dot` or `.gv`, `.graphml`, or `.csv` for the links.
    ///
    /// # Errors
    /// [`Error::Invalid`] for another name, for `.png` without the feature, and for a drawing that is too large for a PNG
    /// in either scale; [`Error::Io`] where the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let suffix = path.extension().and_then(|suffix| suffix.to_str()).unwrap_or_default().to_ascii_lowercase();
        let invalid = |expected: &str| Error::invalid("file name for a topology", path.display().to_string(), expected);
        let content = match suffix.as_str() {
            "html" => self.to_html().into_bytes(),
            "svg" => self.to_svg().into_bytes(),
            #[cfg(feature = "png")]
            "png" => self.to_png(2.0).or_else(|_| self.to_png(1.0))?,
            #[cfg(not(feature = "png"))]
            "png" => return Err(invalid("a library that was built with the feature png is needed for .png")),
            "json" => self.to_json_pretty()?.into_bytes(),
            "mmd" | "mermaid" => self.to_mermaid().into_bytes(),
            "dot" | "gv" => self.to_dot().into_bytes(),
            "graphml" => self.to_graphml().into_bytes(),
            "csv" => self.links_csv().into_bytes(),
            _ => {
                let endings = ".html, .svg, .png, .json, .mmd, .dot, .gv, .graphml or .csv";
                return Err(invalid(&format!("a name that ends in {endings} is expected")));
            }
        };
        std::fs::write(path, content).map_err(|error| Error::io(format!("writing {}", path.display()), error))
    }
}

#[cfg(test)]
mod tests {
    use super::Topology;

    #[test]
    fn the_name_says_the_format() {
        let folder = tempfile::tempdir().unwrap();
        let topology = Topology::default();
        for (name, begins) in [
            ("map.html", "<!"),
            ("map.SVG", "<svg"),
            ("map.json", "{\n"),
            ("map.dot", "graph"),
            ("map.gv", "graph"),
            ("map.graphml", "<?xml"),
            ("map.csv", "a_"),
            ("map.mmd", "flowchart"),
            ("map.mermaid", "flowchart"),
            #[cfg(feature = "png")]
            ("map.png", "PNG"),
        ] {
            let path = folder.path().join(name);
            topology.save(&path).unwrap();
            let written = std::fs::read(&path).unwrap();
            let text = String::from_utf8_lossy(&written);
            assert!(text.contains(begins), "{name} begins {:?}", text.chars().take(60).collect::<String>());
        }
    }

    #[test]
    fn another_name_and_a_missing_folder_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let save = |name: &str| Topology::default().save(folder.path().join(name)).unwrap_err();
        #[cfg(not(feature = "png"))]
        assert!(save("map.png").to_string().contains("the feature png"));
        assert_eq!(save("map.jpeg").code(), "invalid");
        assert_eq!(save("map").code(), "invalid");
        assert_eq!(save("missing/map.svg").code(), "io");
    }
}
