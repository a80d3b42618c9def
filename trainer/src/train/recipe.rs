//! Recipes: TOML files that state a [`Config`].
//!
//! A recipe can extend another with `extends = "lite"`: one of the built-in
//! recipes, or a file, by its path relative to the recipe. It then states only
//! what differs. The recipe that a run stores states everything.

use super::{
    arch::Arch,
    config::{Config, is_none},
    network::STAGES_KEPT,
};
use anyhow::{Context, Result, ensure};
use std::{collections::BTreeMap, path::Path};
use toml::{Table, Value};

/// Keys and their names in older recipes.
const RENAMED: [(&str, &str); 4] = [
    ("average", "ema_decay"),
    ("drawn", "synthetic"),
    ("foreign", "negative_weight"),
    ("nearest", "auxiliary_labels"),
];

/// The largest depth of extension.
const EXTENDED: usize = 8;

impl Config {
    /// The recipe of `file`, or the built-in one for `arch`.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is not a complete recipe, contradicts
    /// itself, or is for another network.
    pub fn load(arch: Arch, file: Option<&Path>) -> Result<Self> {
        let recipe = match file {
            Some(file) => extended(file, EXTENDED)?,
            None => parse(arch.recipe())?,
        };
        let config: Self = match file {
            Some(file) => recipe.try_into().with_context(|| file.display().to_string())?,
            None => recipe.try_into()?,
        };
        ensure!(
            config.arch == arch,
            "the recipe is for --arch {}, not {}",
            config.arch.name(),
            arch.name()
        );
        config.check()?;
        Ok(config)
    }

    /// The stored recipe of a run.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or is not a complete recipe.
    pub(super) fn saved(file: &Path) -> Result<Self> {
        read(file)?.try_into().with_context(|| file.display().to_string())
    }

    /// Checks constraints between fields. A recipe that passes can be written
    /// and read again.
    ///
    /// # Errors
    ///
    /// If fields contradict one another or do not fit the network.
    pub fn check(&self) -> Result<()> {
        let arch = self.arch;
        ensure!(self.epochs > 0 && self.batch > 0, "epochs and batch must be at least 1");
        ensure!(self.patience != Some(0), "patience must be at least 1 epoch");
        let input = [self.input.width, self.input.height];
        let sides = [input, self.train_size, self.train_size_at(0)].concat();
        ensure!(
            sides.iter().all(|side| arch.takes(*side)),
            "the network of --arch {} takes {}, not {sides:?} as in input, train_size and early",
            arch.name(),
            arch.sizes()
        );
        ensure!(
            self.negative_weight == 0.0 || arch != Arch::Article,
            "the network of --arch {} has no output for negatives; negative_weight must be 0",
            arch.name()
        );
        ensure!(
            self.cut.is_none_or(|cut| STAGES_KEPT.contains(&cut.stages) && cut.neck > 0),
            "cut.stages must be from {} to {}, and cut.neck at least 1",
            STAGES_KEPT.start(),
            STAGES_KEPT.end()
        );
        ensure!(
            is_none(&self.init) || self.init.ends_with(".bpk") || arch == Arch::Lite,
            "the network of --arch {} has no pretrained start; init must be \"none\"",
            arch.name()
        );
        ensure!(
            self.tune.is_none() || !is_none(&self.init),
            "tune says which parts of a pretrained network are trained; with init = \"none\" it must be \
             left out"
        );
        ensure!(
            self.synthetic == 0.0 || self.negative_weight > 0.0,
            "synthetic pictures are negatives; with negative_weight at 0, synthetic must be 0 too"
        );
        ensure!(
            self.auxiliary_labels.is_empty() || self.negative_weight > 0.0,
            "auxiliary_labels is about negatives; with negative_weight at 0, it must be left out"
        );
        let shares = [self.early.map(|early| early.share), self.teachers.map(|all| all.share)];
        ensure!(
            shares.iter().flatten().all(|share| (0.0..=1.0).contains(share)),
            "share must be from 0 to 1, in early and in teachers"
        );
        ensure!(
            self.refit_recipe().is_none_or(|refit| refit.epochs > refit.warmup),
            "epochs in refit must be more than warmup"
        );
        ensure!(
            self.teachers.is_none_or(|teachers| teachers.count > 0),
            "count in teachers must be at least 1; without teachers, leave out the whole line"
        );
        Ok(())
    }

    /// The same recipe for data without negatives.
    pub fn without_negatives(self) -> Self {
        let auxiliary_labels = BTreeMap::new();
        Self { negative_weight: 0.0, synthetic: 0.0, auxiliary_labels, ..self }
    }
}

/// The recipe of a file, merged with the one that it extends.
fn extended(file: &Path, left: usize) -> Result<Table> {
    let mut own = read(file)?;
    let Some(base) = own.remove("extends") else { return Ok(own) };
    let base = base.as_str().with_context(|| format!("{}: extends", file.display()))?;
    let built_in = [Arch::Article, Arch::Whence, Arch::Lite];
    let mut whole = match built_in.into_iter().find(|arch| arch.name() == base) {
        Some(arch) => parse(arch.recipe())?,
        None => {
            ensure!(left > 0, "{}: recipes extend one another in a circle", file.display());
            extended(&file.with_file_name(base), left - 1)?
        }
    };
    overlay(&mut whole, own);
    Ok(whole)
}

fn read(file: &Path) -> Result<Table> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("could not read {}", file.display()))?;
    parse(&text).with_context(|| file.display().to_string())
}

/// A recipe with the current names of its keys.
fn parse(text: &str) -> Result<Table> {
    let mut recipe: Table = toml::from_str(text)?;
    for (before, now) in RENAMED {
        if let Some(value) = recipe.remove(before) {
            let twice = recipe.insert(now.to_owned(), value).is_some();
            ensure!(!twice, "{before} is the older name of {now}; remove one of them");
        }
    }
    Ok(recipe)
}

/// Replaces the fields of one table by those of another; inner tables are
/// merged field by field.
fn overlay(base: &mut Table, over: Table) {
    for (key, value) in over {
        match (base.get_mut(&key), value) {
            (Some(Value::Table(base)), Value::Table(over)) => overlay(base, over),
            (_, value) => drop(base.insert(key, value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::augment::Augment,
        train::config::{Early, Teachers, Tune},
    };
    use whence::core::{card::Input, label::Label};

    #[test]
    fn the_recipes_that_ship_are_whole() {
        for arch in [Arch::Article, Arch::Whence, Arch::Lite] {
            assert_eq!(Config::load(arch, None).unwrap().arch, arch);
        }
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs");
        let mut recipes = 0;
        for folder in [folder.clone(), folder.join("experiments")] {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.extension().is_some_and(|extension| extension == "toml") {
                    let config: Result<Config, _> = extended(&path, EXTENDED).unwrap().try_into();
                    let arch =
                        config.unwrap_or_else(|error| panic!("{}: {error}", path.display())).arch;
                    Config::load(arch, Some(&path)).unwrap();
                    recipes += 1;
                }
            }
        }
        assert!(recipes > 4, "{recipes}");
    }

    #[test]
    fn a_recipe_that_extends_another_says_only_what_differs() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        write("short.toml", "extends = \"whence\"\nepochs = 3\n[augment]\ntint = 0.0\n");
        let path = write("shorter.toml", "extends = \"short.toml\"\nepochs = 2\n");
        let whole = Config::load(Arch::Whence, None).unwrap();
        let augment = Augment { tint: 0.0, ..whole.augment };
        let shorter = Config { epochs: 2, augment, ..whole };
        assert_eq!(Config::load(Arch::Whence, Some(&path)).unwrap(), shorter);
        let circle = write("circle.toml", "extends = \"circle.toml\"\n");
        let error = Config::load(Arch::Whence, Some(&circle)).unwrap_err();
        assert!(format!("{error:#}").contains("circle"), "{error:#}");
        let lost = write("lost.toml", "extends = \"nothing.toml\"\n");
        let error = Config::load(Arch::Whence, Some(&lost)).unwrap_err();
        assert!(format!("{error:#}").contains("nothing.toml"), "{error:#}");
    }

    /// The error for a recipe that is refused.
    fn refused(config: &Config) -> String {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), toml::to_string(config).unwrap()).unwrap();
        Config::load(Arch::Whence, Some(file.path())).unwrap_err().to_string()
    }

    #[test]
    fn a_size_that_the_network_does_not_take_is_refused() {
        let whole = Config::load(Arch::Whence, None).unwrap();
        let early = Some(Early { share: 0.5, size: [96, 100] });
        let input = Input { width: 150, ..whole.input.clone() };
        for config in [
            Config { train_size: [100, 128], ..whole.clone() },
            Config { early, ..whole.clone() },
            Config { input, ..whole },
        ] {
            let refused = refused(&config);
            assert!(refused.contains("16 divides"), "{refused}");
        }
    }

    #[test]
    fn a_recipe_that_contradicts_itself_is_refused() {
        let whole = Config::load(Arch::Whence, None).unwrap();
        let early = Some(Early { share: 170.0, size: [96, 96] });
        let teachers = Some(Teachers { count: 1, share: 1.5 });
        let nobody = Some(Teachers { count: 0, share: 0.5 });
        let auxiliary_labels = [("paintings".to_owned(), Label::new("chinese").unwrap())].into();
        for (config, why) in [
            (Config { early, ..whole.clone() }, "from 0 to 1"),
            (Config { teachers, ..whole.clone() }, "from 0 to 1"),
            (Config { teachers: nobody, ..whole.clone() }, "at least 1"),
            (Config { patience: Some(0), ..whole.clone() }, "at least 1 epoch"),
            (
                Config { auxiliary_labels, negative_weight: 0.0, synthetic: 0.0, ..whole.clone() },
                "must be left out",
            ),
            (Config { init: "weights.pth".to_owned(), ..whole.clone() }, "no pretrained start"),
            (
                Config { tune: Some(Tune { frozen: 3, rate: 1.0, whole: false }), ..whole },
                "must be left out",
            ),
        ] {
            let refused = refused(&config);
            assert!(refused.contains(why), "{refused}");
        }
    }

    #[test]
    fn a_recipe_with_the_older_names_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (folder.path().join("old.toml"), folder.path().join("new.toml"));
        let now = Config::load(Arch::Whence, None).unwrap();
        let text = toml::to_string(&now).unwrap();
        let before = RENAMED.iter().fold(text.clone(), |text, (before, now)| {
            assert!(text.contains(now), "{now}");
            text.replace(now, before)
        });
        std::fs::write(&old, &before).unwrap();
        assert_eq!(Config::saved(&old).unwrap(), now);
        assert_eq!(Config::load(Arch::Whence, Some(&old)).unwrap(), now);
        std::fs::write(&new, "extends = \"old.toml\"\nema_decay = 0.5\n").unwrap();
        let changed = Config::load(Arch::Whence, Some(&new)).unwrap();
        assert_eq!(changed, Config { ema_decay: 0.5, ..now });
        std::fs::write(&new, "extends = \"whence\"\naverage = 0.5\n").unwrap();
        assert_eq!(Config::load(Arch::Whence, Some(&new)).unwrap(), changed);
        std::fs::write(&new, format!("average = 0.5\n{text}")).unwrap();
        let error = format!("{:#}", Config::load(Arch::Whence, Some(&new)).unwrap_err());
        assert!(error.contains("older name of ema_decay"), "{error}");
    }
}
