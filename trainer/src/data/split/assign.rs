//! Assigns groups to parts, and makes the table of the parts.

use crate::{data::sample::PARTS, evaluate::metrics::whole_percent};
use rand::{SeedableRng as _, rngs::SmallRng, seq::SliceRandom as _};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

/// A picture of the data set that is split.
pub(super) struct Member<'a> {
    /// The number of its group.
    pub(super) group: usize,
    pub(super) class: &'a str,
    /// The part that it has already and keeps.
    pub(super) given: Option<&'a str>,
}

/// The part of every member. A member keeps its `given` part. The others of a
/// group get the first given part in the group. Groups without one are assigned
/// in order of size, the largest first, each to the part that lacks the most
/// pictures of its class.
pub(super) fn assign<'a>(members: &[Member<'a>], seed: u64) -> Vec<&'a str> {
    let is_shared = |part: &str| PARTS.iter().any(|(shared, _)| *shared == part);
    let mut groups = BTreeMap::<usize, Vec<&Member<'_>>>::new();
    let mut totals = BTreeMap::<&str, f64>::new();
    let mut filled = BTreeMap::<(&str, &str), f64>::new();
    for member in members {
        groups.entry(member.group).or_default().push(member);
        if member.given.is_none_or(is_shared) {
            *totals.entry(member.class).or_default() += 1.0;
        }
        if let Some(part) = member.given {
            *filled.entry((part, member.class)).or_default() += 1.0;
        }
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.shuffle(&mut SmallRng::seed_from_u64(seed));
    groups.sort_by_key(|(_, group)| Reverse(group.len()));
    let mut parts = BTreeMap::<usize, &str>::new();
    for (number, group) in groups {
        let class = group.first().map_or("", |first| first.class);
        let total = totals.get(class).copied().unwrap_or_default();
        let lack = |(part, share): &(&'static str, f64)| {
            share * total - filled.get(&(*part, class)).copied().unwrap_or_default()
        };
        let most = PARTS
            .iter()
            .copied()
            .reduce(|most, part| if lack(&part) > lack(&most) { part } else { most });
        let most = most.map_or(PARTS[0].0, |(part, _)| part);
        let part = group.iter().find_map(|member| member.given).unwrap_or(most);
        for member in group.iter().filter(|member| member.given.is_none()) {
            *filled.entry((part, member.class)).or_default() += 1.0;
        }
        parts.insert(number, part);
    }
    let of_group = |member: &Member<'_>| parts.get(&member.group).copied().unwrap_or_default();
    members.iter().map(|member| member.given.unwrap_or_else(|| of_group(member))).collect()
}

/// A table of the number of pictures of each class in each part, and of the
/// groups of each class.
pub(super) fn table(members: &[Member<'_>], parts: &[&str]) -> String {
    let mut table = format!("{:<10}", "");
    for (part, _) in PARTS {
        let _ = write!(table, "{part:>16}");
    }
    table += "          groups\n";
    let classes: BTreeSet<&str> = members.iter().map(|member| member.class).collect();
    for class in classes {
        let own: Vec<_> =
            members.iter().zip(parts).filter(|(member, _)| member.class == class).collect();
        let _ = write!(table, "{class:<10}");
        for (part, _) in PARTS {
            let count = own.iter().filter(|(_, its)| **its == part).count();
            let share = whole_percent(count as f64 / own.len() as f64);
            let _ = write!(table, "{:>16}", format!("{count} ({share})"));
        }
        let groups: BTreeSet<usize> = own.iter().map(|(member, _)| member.group).collect();
        let _ = writeln!(table, "{:>16}", groups.len());
    }
    table
}
