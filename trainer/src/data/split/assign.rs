//! Which part each group goes to, and the table of what lies where.

use crate::{data::sample::PARTS, evaluate::metrics::whole_percent};
use rand::{SeedableRng as _, rngs::SmallRng, seq::SliceRandom as _};
use std::{collections::BTreeMap, fmt::Write as _};

/// A part for every member: that of its group, where one is `given`; the
/// others by group, the largest first, each to the part that lacks most of its
/// class.
#[expect(clippy::indexing_slicing, reason = "the lists have an entry for every picture")]
pub(super) fn assign(
    members: &[usize],
    classes: &[&str],
    given: &[Option<String>],
    seed: u64,
) -> Vec<String> {
    let is_shared = |part: &String| PARTS.iter().any(|(shared, _)| shared == part);
    let mut groups = BTreeMap::<usize, Vec<usize>>::new();
    let mut totals = BTreeMap::<&str, f64>::new();
    let mut filled = BTreeMap::<(String, &str), f64>::new();
    for (index, (group, class)) in members.iter().zip(classes).enumerate() {
        groups.entry(*group).or_default().push(index);
        let part = given[index].clone();
        if part.as_ref().is_none_or(is_shared) {
            *totals.entry(class).or_default() += 1.0;
        }
        if let Some(part) = part {
            *filled.entry((part, class)).or_default() += 1.0;
        }
    }
    let mut groups: Vec<Vec<usize>> = groups.into_values().collect();
    groups.shuffle(&mut SmallRng::seed_from_u64(seed));
    groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
    let mut parts: Vec<String> =
        given.iter().map(|part| part.clone().unwrap_or_default()).collect();
    for group in groups {
        let class = group.first().map_or("", |first| classes[*first]);
        let total = totals.get(class).copied().unwrap_or_default();
        let lack = |(part, share): &(&'static str, f64)| {
            let key = ((*part).to_owned(), class);
            share * total - filled.get(&key).copied().unwrap_or_default()
        };
        let most = PARTS
            .iter()
            .copied()
            .reduce(|most, part| if lack(&part) > lack(&most) { part } else { most });
        let most = most.map_or(PARTS[0].0, |(part, _)| part);
        let part = group.iter().find_map(|index| given[*index].as_deref()).unwrap_or(most);
        for index in group {
            if given[index].is_none() {
                part.clone_into(&mut parts[index]);
                *filled.entry((part.to_owned(), classes[index])).or_default() += 1.0;
            }
        }
    }
    parts
}

#[expect(clippy::indexing_slicing, reason = "the lists have an entry for every picture")]
pub(super) fn table(members: &[usize], classes: &[&str], parts: &[String]) -> String {
    let mut names = classes.to_vec();
    names.sort_unstable();
    names.dedup();
    let mut table = format!("{:<10}", "");
    for (part, _) in PARTS {
        let _ = write!(table, "{part:>16}");
    }
    table += "          groups\n";
    for name in names {
        let of_class = || (0..members.len()).filter(|index| classes[*index] == name);
        let all = of_class().count();
        let _ = write!(table, "{name:<10}");
        for (part, _) in PARTS {
            let count = of_class().filter(|index| parts[*index] == part).count();
            let share = whole_percent(count as f64 / all as f64);
            let _ = write!(table, "{:>16}", format!("{count} ({share})"));
        }
        let mut groups: Vec<usize> = of_class().map(|index| members[index]).collect();
        groups.sort_unstable();
        groups.dedup();
        let _ = writeln!(table, "{:>16}", groups.len());
    }
    table
}
