/// Whether a name is of a pattern: `*` stands for any characters, `?` for one; case does not matter.
pub(super) fn admits(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().flat_map(char::to_lowercase).collect();
    let name: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
    let (mut at, mut from) = (0, 0);
    // The last star, and up to where of the name it stands for.
    let mut star: Option<(usize, usize)> = None;
    while let Some(letter) = name.get(from) {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, from));
                at += 1;
            }
            Some(wanted) if *wanted == '?' || wanted == letter => {
                at += 1;
                from += 1;
            }
            _ => {
                let Some((place, until)) = star else { return false };
                star = Some((place, until + 1));
                (at, from) = (place + 1, until + 1);
            }
        }
    }
    pattern.iter().skip(at).all(|letter| *letter == '*')
}

#[cfg(test)]
mod tests {
    use super::admits;

    #[test]
    fn stars_and_question_marks_stand_for_what_they_stand_for() {
        for (pattern, name, is) in [
            ("*", "", true),
            ("Gi1/0/*", "gi1/0/24", true),
            ("Gi1/0/*", "Te1/0/1", false),
            ("*/1", "Gi1/0/1", true),
            ("*/1", "Gi1/0/11", false),
            ("eth?", "eth0", true),
            ("eth?", "eth10", false),
            ("a*b*c", "aXbbYc", true),
            ("a*b*c", "acb", false),
            ("", "a", false),
            ("Größe*", "GRÖSSE", false),
            ("größe*", "GRÖßE 2", true),
        ] {
            assert_eq!(admits(pattern, name), is, "{pattern} {name}");
        }
    }

    #[test]
    fn a_hostile_pattern_takes_no_longer_than_pattern_times_name() {
        let (pattern, name) = ("*a".repeat(200), "a".repeat(20_000) + "b");
        assert!(!admits(&pattern, &name));
    }
}
