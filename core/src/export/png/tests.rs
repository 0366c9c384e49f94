use super::*;

/// Width and height of a PNG file (PNG 1.2 §11.2.2, IHDR).
fn size(file: &[u8]) -> (u32, u32) {
    assert_eq!(&file[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(file[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

fn pixels_of(file: &[u8]) -> Pixmap {
    Pixmap::decode_png(file).unwrap()
}

#[test]
fn the_scale_is_that_of_the_pixels() {
    let topology = Topology::default();
    let (width, height) = size(&topology.to_png(1.0).unwrap());
    assert_eq!(size(&topology.to_png(3.0).unwrap()), (width * 3, height * 3));
}

#[test]
fn texts_are_drawn_without_any_font_of_the_system() {
    let topology = Topology::default();
    let ink = |title: &str| {
        let picture = pixels_of(&Drawing::of(&topology).title(title).to_png(1.0).unwrap());
        let ground = picture.pixels().first().copied();
        picture.pixels().iter().filter(|pixel| Some(**pixel) != ground).count()
    };
    let (little, more) = (ink("i"), ink("WWW"));
    assert!(0 < little && little * 3 < more, "{little} {more}");
    assert!(ink("Ж") > 0 && ink("λ") > 0);
}

#[test]
fn dark_is_dark_and_all_else_is_light() {
    let topology = Topology::default();
    let ground = |theme| pixels_of(&Drawing::of(&topology).theme(theme).to_png(1.0).unwrap()).pixels()[0].red();
    assert!(ground(Theme::Dark) < 64 && ground(Theme::Light) > 192 && ground(Theme::Auto) > 192);
}

#[test]
fn a_scale_that_cannot_be_is_refused_with_what_would_do() {
    let topology = Topology::default();
    for scale in [0.0, -1.0, f32::NAN, f32::INFINITY, 1e6] {
        let error = topology.to_png(scale).unwrap_err();
        assert_eq!(error.code(), "invalid", "{scale}: {error}");
    }
}

#[test]
fn a_font_that_is_none_does_no_harm() {
    let topology = Topology::default();
    let drawing = Drawing::of(&topology).title("x");
    assert_eq!(drawing.clone().font(vec![0; 100]).to_png(1.0).unwrap(), drawing.to_png(1.0).unwrap());
}

#[test]
fn a_chart_is_a_picture_as_large_as_its_svg() {
    use crate::series::Columns;
    use crate::value::Timestamp;

    let start = Timestamp::from_millis(0);
    let columns = Columns::levels("bit/s", start, 60_000, &[1e6, f64::NAN, 3e6], None).unwrap();
    let plot = Plot::new("core1").area("in", &columns).size(640, 240);
    let file = plot.to_png(2.0).unwrap();
    let svg = plot.to_svg();
    let height: u32 = svg.split("height=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
    assert_eq!(size(&file), (1280, 2 * height));
    let green = |pixel: &&resvg::tiny_skia::PremultipliedColorU8| pixel.green() > pixel.red().saturating_add(20);
    assert!(pixels_of(&file).pixels().iter().filter(green).count() > 1000, "the area");
    let ground = |theme| pixels_of(&plot.clone().theme(theme).to_png(1.0).unwrap()).pixels()[0].red();
    assert!(ground(Theme::Dark) < 64 && ground(Theme::Light) > 192 && ground(Theme::Auto) > 192);
    assert_eq!(plot.to_png(1e6).unwrap_err().code(), "invalid");
}
