//! Writing what was found to files.

use std::path::Path;

use crate::error::{Error, Result};
use crate::topology::Topology;

impl Topology {
    /// Writes the topology to a file, in the format that its name asks for: `.html`, `.svg`, `.json` (indented),
    /// `.dot` or `.gv`, `.graphml`, or `.csv` for the links.
    ///
    /// # Errors
    /// [`Error::Invalid`] for another name, [`Error::Io`] where the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let suffix = path.extension().and_then(|suffix| suffix.to_str()).unwrap_or_default().to_ascii_lowercase();
        let text = match suffix.as_str() {
            "html" => self.to_html(),
            "svg" => self.to_svg(),
            "json" => self.to_json_pretty()?,
            "dot" | "gv" => self.to_dot(),
            "graphml" => self.to_graphml(),
            "csv" => self.links_csv(),
            _ => {
                let expected = "a name that ends in .html, .svg, .json, .dot, .gv, .graphml or .csv is expected";
                return Err(Error::invalid("file name for a topology", path.display().to_string(), expected));
            }
        };
        std::fs::write(path, text).map_err(|error| Error::io(format!("writing {}", path.display()), error))
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
        ] {
            let path = folder.path().join(name);
            topology.save(&path).unwrap();
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(text.contains(begins), "{name} begins {:?}", text.chars().take(60).collect::<String>());
        }
    }

    #[test]
    fn another_name_and_a_missing_folder_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let save = |name: &str| Topology::default().save(folder.path().join(name)).unwrap_err();
        assert_eq!(save("map.png").code(), "invalid");
        assert_eq!(save("map").code(), "invalid");
        assert_eq!(save("missing/map.svg").code(), "io");
    }
}
