use super::order::{Between, reduce_crossings};
use super::text::{fit, short_port, width};

#[test]
fn a_text_that_fits_is_not_cut() {
    assert_eq!(fit("core1", 10.0, 100.0), "core1");
    assert_eq!(fit("  core1\n", 10.0, 100.0), "core1");
    assert_eq!(fit("", 10.0, 100.0), "");
}

#[test]
fn a_cut_text_is_no_wider_than_allowed() {
    for text in [
        "a-very-long-name-of-a-switch",
        "名前がとても長いスイッチです",
        "WWWWWWWWWWWWWWWWWWWW",
        "iiiiiiiiiiiiiiiiiiiiiiiiiiii",
    ] {
        for most in [20.0, 50.0, 70.0] {
            let shown = fit(text, 10.0, most);
            assert!(shown.ends_with('…') && width(&shown, 10.0) <= most, "{shown}");
        }
    }
}

#[test]
fn control_characters_are_spaces_and_direction_marks_are_gone() {
    assert_eq!(fit("a\u{1b}[31m\u{202e}b", 10.0, 500.0), "a [31mb");
}

#[test]
fn port_names_are_shortened_as_engineers_do() {
    let cases = [
        ("GigabitEthernet1/0/24", "Gi1/0/24"),
        ("TenGigabitEthernet 1/1", "Te1/1"),
        ("Ethernet48", "Eth48"),
        ("Port-channel1", "Po1"),
        ("Ethernet Interface", "Ethernet Interface"),
        ("ge-0/0/1", "ge-0/0/1"),
        ("", ""),
    ];
    for (long, short) in cases {
        assert_eq!(short_port(long), short);
    }
}

/// Items 0 to n-1 above, n to 2n-1 below.
fn two_layers(count: usize, edges: &[(usize, usize)]) -> (Vec<Vec<usize>>, Between) {
    let none = || vec![Vec::new(); count * 2];
    let mut between = Between { above: none(), below: none(), beside: none() };
    for (upper, lower) in edges {
        between.below[*upper].push(count + lower);
        between.above[count + lower].push(*upper);
    }
    (vec![(0..count).collect(), (count..count * 2).collect()], between)
}

fn crossings(layers: &[Vec<usize>], between: &Between) -> usize {
    let place = |item: usize| layers.iter().find_map(|layer| layer.iter().position(|other| *other == item)).unwrap();
    let edges: Vec<(usize, usize)> = layers[0]
        .iter()
        .flat_map(|upper| between.below[*upper].iter().map(|lower| (place(*upper), place(*lower))))
        .collect();
    let crosses = |a: &(usize, usize), b: &(usize, usize)| a.0 < b.0 && a.1 > b.1;
    edges.iter().map(|a| edges.iter().filter(|b| crosses(a, b)).count()).sum()
}

#[test]
fn what_can_be_drawn_without_crossings_is() {
    for edges in [vec![(0, 3), (1, 2), (2, 1), (3, 0)], vec![(0, 2), (0, 3), (1, 0), (1, 1), (2, 1), (3, 3)]] {
        let (mut layers, between) = two_layers(4, &edges);
        assert!(crossings(&layers, &between) > 0);
        reduce_crossings(&mut layers, &between);
        assert_eq!(crossings(&layers, &between), 0, "{layers:?}");
    }
}

#[test]
fn cabled_neighbors_of_a_layer_come_side_by_side() {
    let (mut layers, mut between) = two_layers(4, &[(0, 0), (0, 1), (0, 2), (0, 3)]);
    between.beside[4].push(7);
    between.beside[7].push(4);
    reduce_crossings(&mut layers, &between);
    let place = |item| layers[1].iter().position(|other| *other == item).unwrap();
    assert_eq!(place(4).abs_diff(place(7)), 1, "{layers:?}");
}
