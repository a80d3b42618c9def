//! A training run's recipe, as its TOML file states it.
//!
//! A recipe may extend another: `extends = "lite"`, one of those that ship and
//! are built in, or a file beside it. It then says only what differs. A run
//! keeps its recipe whole. An augmentation that a recipe does not name changes
//! nothing.

use crate::train::network::{Cut, STAGES_KEPT, Tune};
use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, path::Path};
use toml::{Table, Value};
use whence::core::{
    card::{Filter, Input},
    label::Label,
};

/// Everything that decides how a network is trained, but for the data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The network.
    pub arch: Arch,
    /// What of EfficientNet-Lite0 is kept, for `arch = "lite"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<Cut>,
    /// A file of pretrained weights to start from; `none` starts from random
    /// ones.
    #[serde(default = "none", skip_serializing_if = "is_none")]
    pub init: String,
    /// What learns of a pretrained network; left out, all of it does, at one
    /// rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tune: Option<Tune>,
    /// How often each class and source is drawn in an epoch; left out, every
    /// picture is drawn once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sampling: Option<Sampling>,
    /// How many times as many pictures as the training set has are drawn.
    pub epochs: usize,
    /// Pictures per step.
    pub batch: usize,
    /// The (highest) learning rate.
    pub learning_rate: f64,
    /// Decoupled weight decay, as in AdamW.
    pub weight_decay: f32,
    /// Epochs over which the learning rate rises from zero.
    pub warmup: usize,
    /// What the learning rate does after that.
    pub schedule: Schedule,
    /// The share of each label spread over all classes, `0.0..1.0`.
    pub label_smoothing: f32,
    /// The decay per step of the running average of the weights that is
    /// exported, `0.0..1.0`; 0 exports the last weights themselves.
    pub average: f32,
    /// Weighs classes by their frequency to the power of minus this,
    /// `0.0..=1.0`.
    pub balance: f32,
    /// The weight in the loss of telling negatives; 0 trains
    /// without such pictures.
    pub foreign: f32,
    /// Of the negatives, sources whose pictures are in the tradition
    /// of one of them: asked which of the four, that one is the answer to be
    /// learned. It widens a label of which few pictures are at hand.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub nearest: BTreeMap<String, Label>,
    /// How many pictures of nothing are drawn for each training picture, to be
    /// told as negatives.
    pub drawn: f32,
    /// How weights are stored in the ONNX file.
    pub weights: Weights,
    /// The seed of every random choice.
    pub seed: u64,
    /// Width and height in pixels of the pictures that are trained on. A
    /// little under the input's, since `zoom` magnifies them: the network then
    /// meets things at the size it has learned them at.
    pub train_size: [u32; 2],
    /// The filter by which training pictures are read, where it is not the
    /// input's, which may be softer: they are softened when they are changed.
    pub train_filter: Option<Filter>,
    /// Whether the first epochs are trained on smaller pictures, in less time.
    pub early: Option<Early>,
    /// Whether it is taught by networks that were trained before it.
    pub teachers: Option<Teachers>,
    /// What the network takes.
    pub input: Input,
    /// How training pictures are varied.
    pub augment: Augment,
}

/// How often pictures are drawn. Within a source, every picture is drawn as
/// often as another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sampling {
    /// A class of `n` pictures is drawn in proportion to `n` to the power of
    /// this, `0.0..=1.0`: 1 as often as it is there, 0 as often as any other.
    pub class: f64,
    /// The same for the sources within a class.
    pub source: f64,
    /// Sources that are drawn this many times as often as the rest of the rule
    /// says, at the cost of the other sources of their class.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub times: BTreeMap<String, f64>,
}

/// How many recipes may extend one another in a row.
const EXTENDED: usize = 8;

/// The recipe of a file, with what it extends.
fn recipe(file: &Path, left: usize) -> Result<Table> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("could not read {}", file.display()))?;
    let mut own: Table = toml::from_str(&text).with_context(|| file.display().to_string())?;
    let Some(base) = own.remove("extends") else { return Ok(own) };
    let base = base.as_str().with_context(|| format!("{}: extends", file.display()))?;
    let built_in = [Arch::Article, Arch::Whence, Arch::Lite];
    let mut whole = match built_in.into_iter().find(|arch| arch.name() == base) {
        Some(arch) => toml::from_str(arch.recipe())?,
        None => {
            ensure!(left > 0, "{}: recipes extend one another in a circle", file.display());
            recipe(&file.with_file_name(base), left - 1)?
        }
    };
    overlay(&mut whole, own);
    Ok(whole)
}

/// Puts the fields of one table in the place of another's, tables within it
/// field by field.
fn overlay(base: &mut Table, over: Table) {
    for (key, value) in over {
        match (base.get_mut(&key), value) {
            (Some(Value::Table(base)), Value::Table(over)) => overlay(base, over),
            (_, value) => drop(base.insert(key, value)),
        }
    }
}

fn none() -> String {
    "none".to_owned()
}

fn is_none(init: &String) -> bool {
    init == "none"
}

/// The first epochs of a run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Early {
    /// What share of all they are, `0.0..=1.0`.
    pub share: f32,
    /// Width and height in pixels of the pictures in them.
    pub size: [u32; 2],
}

/// Networks of the same recipe and of the seeds that follow its own, trained
/// first, whose answers are learned beside the labels. Furlanello et al., "Born
/// Again Neural Networks", 2018.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Teachers {
    /// How many there are, at least 1.
    pub count: u64,
    /// What share of the loss is theirs, `0.0..=1.0`; the labels have the
    /// rest.
    pub share: f32,
}

/// A network architecture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Arch {
    /// The article's.
    Article,
    /// The dense one, trained from scratch.
    Whence,
    /// EfficientNet-Lite0, pretrained and cut.
    Lite,
}

/// A learning rate schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Schedule {
    /// Stays as it is.
    Constant,
    /// Falls to zero along half a cosine.
    Cosine,
}

/// How weights are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weights {
    /// Single precision.
    F32,
    /// Half precision, widened when the network is loaded.
    F16,
    /// Integers of 8 bits and a scale for each output channel, multiplied when
    /// the network is loaded; half precision in small layers.
    I8,
}

/// Random changes to a training picture, each drawn evenly from its range. The
/// default changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Augment {
    /// The chance that it is mirrored.
    pub flip: f32,
    /// Turned by up to this many degrees either way.
    pub rotation: f32,
    /// Moved by up to this share of its side, along each axis.
    pub shift: f32,
    /// Sheared by up to this many degrees either way.
    pub shear: f32,
    /// The part of the picture that is seen, per axis: under 1 magnifies.
    pub zoom: [f32; 2],
    /// With `zoom` drawn once, its ratio between the axes, up to 1 ± this;
    /// 0 draws `zoom` for each axis by itself, as the article does.
    pub stretch: f32,
    /// Values multiplied by 1 ± up to this.
    pub brightness: f32,
    /// Distance from mid-grey multiplied by 1 ± up to this.
    pub contrast: f32,
    /// Distance from the pixel's own grey multiplied by 1 ± up to this.
    pub saturation: f32,
    /// Each channel multiplied by 1 ± up to this, as other light or paper
    /// would.
    pub tint: f32,
    /// The chance that it loses its colour.
    pub grey: f32,
    /// The chance that the picture is brought down to a third to two thirds
    /// of its size and up again, as a thumbnail would be.
    pub blur: f32,
    /// The chance that it goes through JPEG of a quality of 20 to 80.
    pub jpeg: f32,
    /// The chance that its sides, up to a twelfth of each, are painted over in
    /// one colour, as a mount would.
    pub border: f32,
    /// The chance that a rectangle of it is painted over.
    pub erase: f32,
    /// The chance that a rectangle of it is taken from another picture, and
    /// the same share of its label with it. Yun et al., "CutMix", 2019.
    pub cutmix: f32,
}

impl Default for Augment {
    fn default() -> Self {
        Self {
            flip: 0.0,
            rotation: 0.0,
            shift: 0.0,
            shear: 0.0,
            zoom: [1.0, 1.0],
            stretch: 0.0,
            brightness: 0.0,
            contrast: 0.0,
            saturation: 0.0,
            tint: 0.0,
            grey: 0.0,
            blur: 0.0,
            jpeg: 0.0,
            border: 0.0,
            erase: 0.0,
            cutmix: 0.0,
        }
    }
}

impl Arch {
    /// The recipe that ships for this network.
    fn recipe(self) -> &'static str {
        match self {
            Self::Article => include_str!("../../configs/article.toml"),
            Self::Whence => include_str!("../../configs/whence.toml"),
            Self::Lite => include_str!("../../configs/lite.toml"),
        }
    }

    /// Whether the network takes pictures that are so many pixels wide or high.
    fn takes(self, side: u32) -> bool {
        match self {
            Self::Article => side == 150,
            Self::Whence | Self::Lite => side > 0 && side.is_multiple_of(16),
        }
    }

    /// The same in words.
    fn sizes(self) -> &'static str {
        match self {
            Self::Article => "150 pixels a side",
            Self::Whence | Self::Lite => "sides that 16 divides",
        }
    }

    /// What the network is, for a model's card.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Article => {
                "The network of the 2021 article \"End-to-End Image Recognition With Open Source \
                 Data\": four convolutions with pools and two dense layers, 3,454,660 parameters."
            }
            Self::Lite => {
                "EfficientNet-Lite0, cut after its fifth stage, with a 1x1 convolution to evidence \
                 maps. Its logits are the means of these maps."
            }
            Self::Whence => {
                "A fully convolutional network of 762,349 parameters (dense 3x3 convolutions, 24 to \
                 160 channels). Its logits are the means of its evidence maps."
            }
        }
    }

    /// The name used in files and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Whence => "whence",
            Self::Lite => "lite",
        }
    }
}

impl Config {
    /// The recipe of `file`, or the one that ships for `arch`.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read, is not a whole recipe, or is one for
    /// another network.
    pub fn load(arch: Arch, file: Option<&Path>) -> Result<Self> {
        let recipe = match file {
            Some(file) => recipe(file, EXTENDED)?,
            None => toml::from_str(arch.recipe())?,
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

    /// Checks what no field says by itself. A recipe that is trained can be
    /// read again.
    ///
    /// # Errors
    ///
    /// Where fields contradict one another or do not fit the network.
    pub fn check(&self) -> Result<()> {
        let arch = self.arch;
        ensure!(self.epochs > 0 && self.batch > 0, "epochs and batch must be at least 1");
        let input = [self.input.width, self.input.height];
        let sides = [input, self.train_size, self.train_size_at(0)].concat();
        ensure!(
            sides.iter().all(|side| arch.takes(*side)),
            "the network of --arch {} takes {}, not {sides:?} as in input, train_size and early",
            arch.name(),
            arch.sizes()
        );
        ensure!(
            self.foreign == 0.0 || arch != Arch::Article,
            "the network of --arch {} cannot tell negatives; foreign must be 0",
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
            "tune says what learns of a pretrained network; with init = \"none\" it must be left out"
        );
        ensure!(
            self.drawn == 0.0 || self.foreign > 0.0,
            "drawn pictures are taught as negatives; with foreign at 0, drawn must be 0 too"
        );
        ensure!(
            self.nearest.is_empty() || self.foreign > 0.0,
            "nearest is about negatives; with foreign at 0, it must be left out"
        );
        let shares = [self.early.map(|early| early.share), self.teachers.map(|all| all.share)];
        ensure!(
            shares.iter().flatten().all(|share| (0.0..=1.0).contains(share)),
            "the share of early and that of teachers must be from 0 to 1"
        );
        ensure!(
            self.teachers.is_none_or(|teachers| teachers.count > 0),
            "count of teachers must be at least 1; without teachers, leave out the whole line"
        );
        Ok(())
    }

    /// The same for data without negatives.
    pub fn without_negatives(self) -> Self {
        Self { foreign: 0.0, drawn: 0.0, nearest: BTreeMap::new(), ..self }
    }

    /// The same from another start: a file of weights, or `none`, with which
    /// all of the network learns.
    pub fn with_init(mut self, init: String) -> Self {
        self.tune = self.tune.filter(|_| !is_none(&init));
        self.init = init;
        self
    }

    /// The recipe of each teacher.
    pub fn teachers(&self) -> impl Iterator<Item = Self> {
        let count = self.teachers.map_or(0, |teachers| teachers.count);
        (1..=count).map(|number| Self {
            seed: self.seed.wrapping_add(number),
            teachers: None,
            ..self.clone()
        })
    }

    /// Width and height in pixels of the pictures in `epoch`, from 0.
    pub fn train_size_at(&self, epoch: usize) -> [u32; 2] {
        let count = |early: &Early| (self.epochs as f32 * early.share).round() as usize;
        let early = self.early.filter(|early| epoch < count(early));
        early.map_or(self.train_size, |early| early.size)
    }

    /// The learning rate at `step` of `steps_per_epoch` steps an epoch.
    pub fn learning_rate_at(&self, step: usize, steps_per_epoch: usize) -> f64 {
        let (warmup, total) = (self.warmup * steps_per_epoch, self.epochs * steps_per_epoch);
        if step < warmup {
            return self.learning_rate * (step + 1) as f64 / warmup as f64;
        }
        match self.schedule {
            Schedule::Constant => self.learning_rate,
            Schedule::Cosine => {
                let done = (step - warmup) as f64 / (total - warmup).max(1) as f64;
                self.learning_rate * 0.5 * (1.0 + (std::f64::consts::PI * done).cos())
            }
        }
    }

    /// The decay of the running average of the weights at `step`: small at
    /// first, so that the first, random weights are soon forgotten.
    pub fn average_at(&self, step: usize) -> f32 {
        self.average.min((1 + step) as f32 / (10 + step) as f32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
                    let config: Result<Config, _> = recipe(&path, EXTENDED).unwrap().try_into();
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

    #[test]
    fn an_augmentation_that_is_not_named_changes_nothing() {
        let augment: Augment = toml::from_str("flip = 0.5").unwrap();
        assert_eq!(augment, Augment { flip: 0.5, ..Augment::default() });
    }

    /// What is said of a recipe that is refused.
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
        let nearest = [("paintings".to_owned(), Label::new("chinese").unwrap())].into();
        for (config, why) in [
            (Config { early, ..whole.clone() }, "from 0 to 1"),
            (Config { teachers, ..whole.clone() }, "from 0 to 1"),
            (Config { teachers: nobody, ..whole.clone() }, "at least 1"),
            (Config { nearest, foreign: 0.0, drawn: 0.0, ..whole.clone() }, "must be left out"),
            (Config { init: "weights.pth".to_owned(), ..whole.clone() }, "no pretrained start"),
            (Config { tune: Some(Tune { frozen: 3, rate: 1.0 }), ..whole }, "must be left out"),
        ] {
            let refused = refused(&config);
            assert!(refused.contains(why), "{refused}");
        }
    }

    #[test]
    fn without_a_start_all_of_the_network_learns() {
        let started = Config::load(Arch::Lite, None).unwrap();
        assert!(started.tune.is_some());
        assert!(started.clone().with_init("other.pth".to_owned()).tune.is_some());
        let fresh = started.with_init("none".to_owned());
        assert_eq!((&*fresh.init, fresh.tune), ("none", None));
    }

    #[test]
    fn teachers_have_the_seeds_that_follow_and_no_teachers_themselves() {
        let teachers = Some(Teachers { count: 2, share: 0.5 });
        let whole = Config { seed: 7, teachers, ..Config::load(Arch::Whence, None).unwrap() };
        let seeds: Vec<u64> = whole.teachers().map(|teacher| teacher.seed).collect();
        assert_eq!(seeds, [8, 9]);
        assert!(whole.teachers().all(|teacher| teacher.teachers().next().is_none()));
    }

    #[test]
    fn the_first_epochs_may_be_smaller() {
        let early = Some(Early { share: 0.5, size: [96, 64] });
        let config = Config { early, epochs: 4, ..Config::load(Arch::Whence, None).unwrap() };
        assert_eq!(config.train_size_at(1), [96, 64]);
        assert_eq!(config.train_size_at(2), config.train_size);
        let whole = Config { early: None, ..config };
        assert_eq!(whole.train_size_at(0), whole.train_size);
    }

    #[test]
    fn the_learning_rate_rises_then_falls_to_nothing() {
        let config = Config { warmup: 1, epochs: 3, ..Config::load(Arch::Whence, None).unwrap() };
        let rate = |step| config.learning_rate_at(step, 10) / config.learning_rate;
        assert!((rate(0) - 0.1).abs() < 1e-9);
        assert!((rate(10) - 1.0).abs() < 1e-9);
        assert!((rate(20) - 0.5).abs() < 1e-9);
        assert!(rate(29) < 0.01);
    }
}
