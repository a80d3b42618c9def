//! The trainer from end to end, on generated pictures.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

use burn::{
    module::{Module as _, ModuleVisitor, Param},
    store::{BurnToPyTorchAdapter, ModuleSnapshot as _, SafetensorsStore},
    tensor::{Device, Tensor, TensorData},
};
use image::{Rgb, RgbImage};
use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tempfile::TempDir;
use whence::core::{
    classification::Classification, classifier::Classifier, label::Label, picture::Picture,
};
use whence_trainer::{
    data::{dataset::Dataset, synthetic::HELD_OUT},
    evaluate::{
        self, NegativeAnswer,
        nearest::{self, WORKS},
    },
    export::{model, onnx::export},
    hint,
    report::{self, Subject},
    train::{
        self, Epoch, Outcome, Stop, Trained,
        arch::Arch,
        config::{Config, Early, Refit, Schedule, Teachers, Weights},
        init,
        network::{Lite, Network},
    },
};

const PER_CLASS: u32 = 8;

const CULTURES: [&str; 4] = ["american", "chinese", "indian", "japanese"];

/// Stripes of a colour and a width for each culture, with a little noise.
fn drawn(class: usize, number: u32) -> RgbImage {
    let colours = [[200, 40, 40], [40, 160, 60], [40, 60, 200], [220, 200, 60]];
    let stripe = 4 + 3 * class as u32;
    RgbImage::from_fn(72, 56, |x, y| {
        let dark = ((x + number) / stripe).is_multiple_of(2);
        let noise = (x * 7 + y * 13 + number * 31) % 23;
        Rgb(colours[class % colours.len()]
            .map(|value: u32| (if dark { value / 2 } else { value } + noise) as u8))
    })
}

/// A data set of these stripes, with noise as negatives.
fn data_set() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut manifest = "file,class,part,source\n".to_owned();
    for part in ["train", "val", "test"] {
        for number in 0..PER_CLASS {
            let file = format!("{part}-other-{number}.png");
            let picture = HELD_OUT[1].picture(u64::from(number) * 3 + part.len() as u64);
            picture.save(folder.path().join(&file)).unwrap();
            manifest += &format!("{file},other,{part},noise\n");
        }
        for (class, culture) in CULTURES.into_iter().enumerate() {
            for number in 0..PER_CLASS {
                let file = format!("{part}-{culture}-{number}.png");
                drawn(class, number * 3 + part.len() as u32)
                    .save(folder.path().join(&file))
                    .unwrap();
                let source = if number % 2 == 0 { "even" } else { "odd" };
                manifest += &format!("{file},{culture},{part},{source}\n");
            }
        }
    }
    std::fs::write(folder.path().join("manifest.csv"), manifest).unwrap();
    std::fs::write(folder.path().join("about.md"), "Stripes.\n").unwrap();
    folder
}

/// The recipe that ships, reduced to a run of seconds.
fn tiny(epochs: usize) -> Config {
    let mut config = Config::load(Arch::Whence, None).unwrap();
    config.epochs = epochs;
    config.batch = 8;
    config.warmup = 0;
    config.ema_decay = 0.5;
    (config.input.width, config.input.height) = (48, 32);
    config.train_size = [48, 32];
    config.early = Some(Early { share: 0.4, size: [32, 32] });
    config
}

/// The framework has one random generator per process, so that concurrent runs
/// would affect each other.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn device() -> Device {
    Device::flex().autodiff()
}

fn train(config: &Config, data: &Dataset, run: &Path, resume: bool) -> Outcome {
    train::train(config, data, run, resume, &device(), &Stop::default()).unwrap()
}

fn curve(run: &Path) -> Vec<Epoch> {
    let lines = std::fs::read_to_string(run.join("metrics.jsonl")).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_network_is_trained_exported_reloaded_and_judged() {
    let _alone = alone();
    let (folder, out) = (data_set(), tempfile::tempdir().unwrap());
    let data = Dataset::open(folder.path(), None).unwrap();
    let run = out.path().join("run");
    let config = tiny(6);
    let Outcome::Done(trained) = train(&config, &data, &run, false) else {
        panic!("nobody asked it to stop")
    };
    let epochs = curve(&run);
    assert_eq!(epochs.len(), 6);
    assert!(epochs[5].train_loss < epochs[0].train_loss, "{epochs:?}");
    let names = std::fs::read_dir(&run).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(names.filter(|name| name.to_str().unwrap().contains("tfevents")).count(), 1);
    for file in ["config.toml", "run.json", "curves.svg", "checkpoint/network.bpk"] {
        assert!(run.join(file).exists(), "{file} is missing");
    }

    let folder = out.path().join("model");
    let card = model::write(&trained, &config, &data, &folder).unwrap();
    let model = evaluate::load(&folder).unwrap();
    assert_eq!(*model.card(), card);
    assert_eq!(card.training.pictures, [PER_CLASS; 4]);
    assert!(card.metrics["test"].accuracy > 0.9, "{:?}", card.metrics);
    let page = std::fs::read_to_string(folder.join("MODEL_CARD.md")).unwrap();
    let about = "Stripes. Pictures by part: test 32, train 32, val 32.";
    for said in [about, "8 american, 8 chinese, 8 indian, 8 japanese", "| test | 32 |"] {
        assert!(page.contains(said), "{page} lacks {said}");
    }
    model::describe(&folder, Some("Stripes of another kind.".to_owned())).unwrap();
    let page = std::fs::read_to_string(folder.join("MODEL_CARD.md")).unwrap();
    assert!(page.contains("Stripes of another kind. It learned"), "{page}");
    assert!(evaluate::load(&folder).is_ok());

    let again = evaluate::evaluate(&model, &data, "test").unwrap();
    assert_eq!(again.metrics, card.metrics["test"]);
    let evaluation = folder.join("evaluation");
    let csv = std::fs::read_to_string(evaluation.join("whence-test-predictions.csv")).unwrap();
    assert_eq!(csv.lines().count(), 1 + 5 * PER_CLASS as usize);
    assert!(evaluation.join("whence-test-confusion.svg").exists());
    assert_eq!(again.negatives.len(), PER_CLASS as usize);
    let table = again.table();
    assert!(table.contains("noise") && table.contains("worst recall"), "{table}");

    std::fs::copy(run.join("metrics.jsonl"), evaluation.join("whence-metrics.jsonl")).unwrap();
    let (subject, page) = (Subject::load(&folder).unwrap(), out.path().join("new/report.html"));
    report::write(&subject, again, Some(&subject), &data, "test", &page).unwrap();
    let page = std::fs::read_to_string(page).unwrap();
    for said in [
        "Results",
        "Training",
        "Reliability",
        "Risk and coverage",
        "a page of music",
        "glare in a corner",
        "only the border",
        "The nearest training painting",
        "most of the nearest 5",
        "a linear probe traces",
        "Deletion",
        "Most confident mistakes",
        "Best and worst",
    ] {
        assert!(page.contains(said), "the report lacks {said}");
    }
    assert!(!page.contains("src=\"http") && !page.contains("href="), "it stands by itself");
}

/// Numbers the pictures of a data set as works of The Met and writes records of
/// them; those for which `free` is true are in the public domain.
fn give_records(folder: &Path, free: impl Fn(u32) -> bool) {
    let manifest = std::fs::read_to_string(folder.join("manifest.csv")).unwrap();
    let mut rows = manifest.lines();
    let mut numbered = format!("{},object\n", rows.next().unwrap());
    let mut records =
        "objectID,isPublicDomain,title,artistDisplayName,primaryImageSmall\n".to_owned();
    for (row, id) in rows.zip(1..) {
        numbered += &format!("{row},{id}\n");
        let picture = format!("https://images.metmuseum.org/CRDImages/as/web-large/{id}.jpg");
        records += &format!("{id},{},<i>Stripes</i> {id},Nobody,{picture}\n", free(id));
    }
    std::fs::write(folder.join("manifest.csv"), numbered).unwrap();
    std::fs::write(folder.join("records.csv"), records).unwrap();
}

#[test]
fn the_nearest_works_are_indexed_and_measured() {
    let _alone = alone();
    let (folder, out) = (data_set(), tempfile::tempdir().unwrap());
    let data = Dataset::open(folder.path(), None).unwrap();
    let config = tiny(6);
    let Outcome::Done(trained) = train(&config, &data, &out.path().join("run"), false) else {
        panic!("nobody asked it to stop")
    };
    model::write(&trained, &config, &data, out.path()).unwrap();
    let model = evaluate::load(out.path()).unwrap();
    let error = nearest::index(&model, &data, 99).unwrap_err().to_string();
    assert!(error.contains("met_object_id"), "{error}");

    give_records(folder.path(), |id| !id.is_multiple_of(10));
    let data = Dataset::open(folder.path(), None).unwrap();
    let index = nearest::index(&model, &data, 999).unwrap();
    // Of 120 pictures, 24 have no label; of the others, nine in ten are free.
    let works = index.works();
    assert!((80..=90).contains(&works.len()), "{}", works.len());
    assert!(works.iter().all(|work| !work.id.is_multiple_of(10)));
    assert_eq!(works[0].title, format!("Stripes {}", works[0].id));
    assert!(works[0].address().unwrap().ends_with(&format!("/{}.jpg", works[0].id)));
    assert!(index.threshold().is_some());

    let path = out.path().join(WORKS);
    std::fs::write(&path, index.to_bytes().unwrap()).unwrap();
    assert_eq!(nearest::load(&path, &model).unwrap(), index);
    let evaluation = evaluate::evaluate(&model, &data, "test").unwrap();
    let said = nearest::measure(&index, &model, &data, &evaluation).unwrap();
    let all = said.lines().find(|line| line.starts_with("all")).unwrap();
    let share: f64 = all.split_whitespace().nth(2).unwrap().parse().unwrap();
    assert!(share > 90.0, "{said}");
    assert!(said.contains("exact search in f32"), "{said}");

    // Without records, the manifest has less information.
    std::fs::remove_file(folder.path().join("records.csv")).unwrap();
    let error = nearest::index(&model, &data, 99).unwrap_err().to_string();
    assert!(error.contains("none of the labelled works"), "without titles: {error}");
    let manifest = folder.path().join("manifest.csv");
    let titled = std::fs::read_to_string(&manifest).unwrap();
    let titled = titled.replacen("source,object", "source,met_object_id", 1);
    let mut rows = titled.lines();
    let header = format!("{},title", rows.next().unwrap());
    let rows = rows.map(|row| format!("{row},Plain stripes"));
    let titled: Vec<_> = std::iter::once(header).chain(rows).collect();
    std::fs::write(&manifest, titled.join("\n")).unwrap();
    let data = Dataset::open(folder.path(), None).unwrap();
    let index = nearest::index(&model, &data, 8).unwrap();
    assert_eq!(index.works().len(), 8);
    assert_eq!((&*index.works()[0].title, index.works()[0].address()), ("Plain stripes", None));

    std::fs::write(&path, "nothing").unwrap();
    let error = format!("{:#}", nearest::load(&path, &model).unwrap_err());
    assert!(error.contains(WORKS) && error.contains("no index"), "{error}");
}

#[test]
fn what_is_none_of_the_four_must_be_there_to_be_learned() {
    let _alone = alone();
    let folder = data_set();
    let manifest = folder.path().join("manifest.csv");
    let rows = std::fs::read_to_string(&manifest).unwrap();
    let rows: Vec<_> = rows.lines().filter(|row| !row.contains(",other,")).collect();
    std::fs::write(&manifest, rows.join("\n")).unwrap();
    let data = Dataset::open(folder.path(), None).unwrap();
    let stop = Stop::default();
    let run = folder.path().join("run");
    let refused = train::train(&tiny(1), &data, &run, false, &device(), &stop).unwrap_err();
    assert!(refused.to_string().contains("class \"other\""), "{refused}");
    let without = Config { negative_weight: 0.0, ..tiny(1) };
    assert!(matches!(train(&without, &data, &run, false), Outcome::Done(_)));
}

#[test]
fn what_is_none_of_the_four_may_be_nearest_to_one() {
    let _alone = alone();
    let (folder, out) = (data_set(), tempfile::tempdir().unwrap());
    let data = Dataset::open(folder.path(), None).unwrap();
    let label = |name: &str| Label::new(name).unwrap();
    let auxiliary = [("noise".to_owned(), label("indian")), ("smoke".to_owned(), label("chinese"))];
    let config = Config { auxiliary_labels: auxiliary.into(), ..tiny(6) };
    let Outcome::Done(trained) = train(&config, &data, &out.path().join("run"), false) else {
        panic!("nobody asked it to stop")
    };
    let card = model::write(&trained, &config, &data, out.path()).unwrap();
    let said = "Trained with negatives too: 8 of noise (auxiliary label indian).";
    assert!(card.training.data.ends_with(said), "{}", card.training.data);
    assert_eq!(card.training.pictures, [PER_CLASS; 4]);
    let model = evaluate::load(out.path()).unwrap();
    let evaluation = evaluate::evaluate(&model, &data, "test").unwrap();
    assert_eq!(evaluation.metrics.pictures, 4 * PER_CLASS);
    for NegativeAnswer { answer, .. } in &evaluation.negatives {
        assert_eq!(answer.predictions.first().label, label("indian"), "{answer:?}");
    }
}

/// The recipe of the pretrained network, reduced to a run of seconds, and a
/// file with random weights in the format of PyTorch.
fn tiny_lite(folder: &Path) -> Config {
    let mut config = Config::load(Arch::Lite, None).unwrap();
    (config.epochs, config.batch, config.warmup) = (1, 8, 0);
    (config.input.width, config.input.height) = (48, 32);
    (config.train_size, config.early, config.refit) = ([48, 32], None, None);
    let start = folder.join("start.safetensors");
    let Network::Lite(network) = Network::new(&config, 4, &Device::flex()) else {
        panic!("the recipe is for another network")
    };
    let store = SafetensorsStore::from_file(&start).with_to_adapter(BurnToPyTorchAdapter);
    network.save_into(&mut { store }).unwrap();
    config.init = start.display().to_string();
    config
}

fn lite(network: Network) -> Lite {
    let Network::Lite(network) = network else { panic!("it is another network") };
    network
}

#[test]
fn a_pretrained_start_is_read_and_kept_where_nothing_is_to_learn() {
    let _alone = alone();
    let (folder, out) = (data_set(), tempfile::tempdir().unwrap());
    let data = Dataset::open(folder.path(), None).unwrap();
    let config = tiny_lite(out.path());
    let fresh = Network::new(&Config { seed: 7, ..config.clone() }, 4, &Device::flex());
    let (start, words) = init::load(fresh, Path::new(&config.init)).unwrap();
    assert!(words.contains("fresh: none; left in the file: none"), "{words}");
    let Outcome::Done(trained) = train(&config, &data, &out.path().join("run"), false) else {
        panic!("nobody asked it to stop")
    };
    let Trained { network, validated, epochs, weights } = *trained;
    let (start, trained) = (lite(start), lite(network));
    let values = |tensor: Tensor<4>| tensor.into_data().try_to_vec::<f32>().unwrap();
    let weight = |of: &Lite, block: usize, depthwise: bool| {
        let block = &of.blocks[block];
        let layer = if depthwise { &block.depthwise } else { &block.project };
        values(layer.convolution.weight.val())
    };
    // The last block is trained whole, the first is not trained.
    for (block, depthwise, learns) in
        [(0, true, false), (0, false, false), (10, true, true), (10, false, true)]
    {
        let [before, after] = [&start, &trained].map(|of| weight(of, block, depthwise));
        // The moving average rounds even unchanged values.
        let moved = before.iter().zip(&after).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert_eq!(moved > 1e-5, learns, "block {block}, depthwise {depthwise}: {moved}");
    }

    let card = model::write(
        &Trained { network: Network::Lite(trained), validated, epochs, weights },
        &config,
        &data,
        out.path(),
    )
    .unwrap();
    let start = card.training.start.unwrap();
    assert_eq!((&*start.source, &*start.licence), ("start.safetensors", "unknown"));
    assert_eq!(start.sha256.len(), 64);
    let page = std::fs::read_to_string(out.path().join("MODEL_CARD.md")).unwrap();
    assert!(page.contains("start.safetensors"), "{page}");
}

#[test]
fn a_start_that_is_not_there_or_does_not_fit_is_named() {
    let out = tempfile::tempdir().unwrap();
    let mut config = tiny_lite(out.path());
    let missing = out.path().join("missing.pth");
    let error = init::describe(&missing).unwrap_err();
    assert!(hint::of(&error).unwrap().contains("cargo xtask pretrained"), "{error}");
    let start = PathBuf::from(&config.init);
    config.arch = Arch::Whence;
    let other = Network::new(&config, 4, &Device::flex());
    assert!(init::load(other, &start).unwrap_err().to_string().contains("--arch lite"));
    std::fs::write(&start, "nothing").unwrap();
    config.arch = Arch::Lite;
    let error = init::load(Network::new(&config, 4, &Device::flex()), &start).unwrap_err();
    assert!(format!("{error:#}").contains("start.safetensors"), "{error:#}");
}

#[test]
fn a_resumed_run_has_the_same_curve() {
    let _alone = alone();
    let (folder, out) = (data_set(), tempfile::tempdir().unwrap());
    let data = Dataset::open(folder.path(), None).unwrap();
    let (whole, parts) = (out.path().join("whole"), out.path().join("parts"));
    train(&tiny(8), &data, &whole, false);

    // Stopped within an epoch, three times; a run resumes after complete
    // epochs.
    let stop = Stop::default();
    std::thread::scope(|scope| {
        let stopped =
            scope.spawn(|| train::train(&tiny(8), &data, &parts, false, &device(), &stop).unwrap());
        while !parts.join("checkpoint").exists() && !stopped.is_finished() {
            std::thread::sleep(Duration::from_millis(5));
        }
        stop.ask();
        assert!(matches!(stopped.join().unwrap(), Outcome::Stopped));
    });
    assert!(curve(&parts).len() < 8);
    train(&tiny(8), &data, &parts, true);
    assert_eq!(curve(&parts), curve(&whole));
}

/// The weights that a run exports.
fn weights(run: &Path, config: &Config) -> Vec<f32> {
    let network = Network::new(config, 4, &Device::flex());
    let (network, _) = init::load(network, &run.join("checkpoint/average.bpk")).unwrap();
    all_weights(&network)
}

fn all_weights(network: &Network) -> Vec<f32> {
    struct Collect(Vec<f32>);
    impl ModuleVisitor for Collect {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            self.0.extend(param.val().into_data().try_to_vec::<f32>().unwrap());
        }
    }
    let mut collect = Collect(Vec::new());
    network.visit(&mut collect);
    collect.0
}

#[test]
fn runs_are_averaged_to_one_network() {
    let _alone = alone();
    let (folder, out) = (data_set(), tempfile::tempdir().unwrap());
    let data = Dataset::open(folder.path(), None).unwrap();
    let run = |name: &str| out.path().join(name);
    let run_of = |name: &str, config: &Config| {
        train(config, &data, &run(name), false);
        run(name)
    };
    let slower = Config { learning_rate: tiny(2).learning_rate / 2.0, ..tiny(2) };
    let (one, two) = (run_of("one", &tiny(2)), run_of("two", &slower));
    let [of_one, of_two] = [(&one, &tiny(2)), (&two, &slower)].map(|(run, of)| weights(run, of));
    let average = |runs: &[&PathBuf]| {
        let runs: Vec<_> = runs.iter().copied().cloned().collect();
        train::average(&runs, &data, &device())
    };

    let same = average(&[&one, &one]).unwrap();
    assert!(all_weights(&same.trained.network) == of_one, "the mean of equals is each of them");
    let last = curve(&one).pop().unwrap();
    assert!((same.val_loss - last.val_loss).abs() < 1e-6, "{} {last:?}", same.val_loss);
    assert_eq!(same.val_accuracy, last.val_accuracy);
    assert_eq!(same.runs, [(one.clone(), last.clone()), (one.clone(), last)]);

    let both = average(&[&one, &two]).unwrap();
    let mean = all_weights(&both.trained.network);
    assert!(of_one != of_two && mean.len() == of_one.len());
    for (mean, (a, b)) in mean.iter().zip(of_one.iter().zip(&of_two)) {
        assert!((mean - (a + b) / 2.0).abs() < 1e-6, "{mean} is not between {a} and {b}");
    }
    let thrice = all_weights(&average(&[&one, &two, &two]).unwrap().trained.network);
    for (mean, (a, b)) in thrice.iter().zip(of_one.iter().zip(&of_two)) {
        assert!((mean - (a + 2.0 * b) / 3.0).abs() < 1e-5, "{mean} of {a} and twice {b}");
    }
    assert!(both.to_string().contains("average  "), "{both}");

    let card = model::write(&both.trained, &both.config, &data, &run("model")).unwrap();
    let says = card.training.weights.clone().unwrap();
    assert!(says.contains("of 2 runs") && says.contains("two (seed 42, epoch 2)"), "{says}");
    assert_eq!(card.training.epochs, 2);
    let page = std::fs::read_to_string(run("model").join("MODEL_CARD.md")).unwrap();
    assert!(page.contains(&format!("**Weights.** {says}")), "{page}");
    assert_eq!(*evaluate::load(&run("model")).unwrap().card(), card);

    // Runs that cannot be averaged are refused.
    let refused = |runs: &[&PathBuf], says: &str| {
        let error = average(runs).unwrap_err();
        assert!(format!("{error:#}").contains(says), "{error:#} does not say {says}");
        hint::of(&error).map(str::to_owned)
    };
    let article = Config { epochs: 1, ..Config::load(Arch::Article, None).unwrap() };
    let hint = refused(&[&one, &run_of("article", &article)], "they differ in arch");
    assert!(hint.unwrap().contains("one network"));
    refused(&[&one, &run_of("seed", &Config { seed: 7, ..tiny(1) })], "they differ in seed");
    let mut wide = tiny(1);
    wide.input.width = 64;
    refused(&[&one, &run_of("wide", &wide)], "they differ in input");
    assert!(refused(&[&one, &run("none")], "no run in").unwrap().contains("whence train"));
    let unfinished = run_of("unfinished", &tiny(2));
    for folder in ["", "checkpoint"] {
        let metrics = unfinished.join(folder).join("metrics.jsonl");
        let lines = std::fs::read_to_string(&metrics).unwrap();
        std::fs::write(&metrics, lines.lines().next().unwrap()).unwrap();
    }
    std::fs::remove_file(unfinished.join("checkpoint/SHA256SUMS")).unwrap();
    let hint = refused(&[&one, &unfinished], "not done: 1 of 2 epochs").unwrap();
    assert!(hint.contains("--resume"), "{hint}");
    std::fs::remove_file(two.join("checkpoint/average.bpk")).unwrap();
    assert!(refused(&[&one, &two], "average.bpk").unwrap().contains("restore it"));
    let manifest = folder.path().join("manifest.csv");
    let rows = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(&manifest, rows.replacen("odd", "even", 1)).unwrap();
    let data = Dataset::open(folder.path(), None).unwrap();
    let error = train::average(&[one.clone(), one], &data, &device()).unwrap_err();
    assert!(error.to_string().contains("trained on other data"), "{error}");
}

#[test]
fn a_refit_learns_from_the_validation_pictures_and_keeps_the_calibration() {
    let _alone = alone();
    let (folder, out) = (data_set(), tempfile::tempdir().unwrap());
    let data = Dataset::open(folder.path(), None).unwrap();
    let run = out.path().join("run");
    let exported = |config: &Config, resume: bool| {
        let Outcome::Done(trained) = train(config, &data, &run, resume) else {
            panic!("nobody asked it to stop")
        };
        model::write(&trained, config, &data, &out.path().join("model")).unwrap()
    };
    let refit = Some(Refit { epochs: 1, learning_rate: 1e-3 });
    let refitted = exported(&Config { refit, ..tiny(3) }, false);
    assert_eq!((curve(&run).len(), curve(&run.join("refit")).len()), (3, 1));
    let before = exported(&tiny(3), true);
    assert_eq!(before.training.pictures, [PER_CLASS; 4]);
    assert_eq!(refitted.training.pictures, [2 * PER_CLASS; 4]);
    assert_eq!((before.training.epochs, refitted.training.epochs), (3, 4));
    assert_ne!(before.onnx.sha256, refitted.onnx.sha256);
    assert_eq!(before.temperature, refitted.temperature);
    assert_eq!(before.thresholds, refitted.thresholds);
    let says = refitted.training.weights.clone().unwrap();
    assert!(says.starts_with("Trained on `train` for 3 epochs. Then"), "{says}");
    assert_eq!(exported(&Config { refit, ..tiny(3) }, true), refitted, "resumed");
}

#[test]
fn a_run_whose_time_is_over_goes_on_where_it_was() {
    let _alone = alone();
    let (folder, out) = (data_set(), tempfile::tempdir().unwrap());
    let data = Dataset::open(folder.path(), None).unwrap();
    let (whole, parts) = (out.path().join("whole"), out.path().join("parts"));
    train(&tiny(2), &data, &whole, false);
    let within = |time, resume| {
        train::train(&tiny(2), &data, &parts, resume, &device(), &Stop::after(time)).unwrap()
    };
    assert!(matches!(within(Duration::ZERO, false), Outcome::Stopped));
    assert_eq!(train::done(&parts), Some(0), "no epoch is begun that cannot end in time");
    assert!(matches!(within(Duration::from_secs(3600), true), Outcome::Done(_)));
    assert_eq!(curve(&parts), curve(&whole));
}

#[test]
fn a_run_out_of_patience_exports_its_best_epoch() {
    let _alone = alone();
    let (folder, out) = (data_set(), tempfile::tempdir().unwrap());
    let data = Dataset::open(folder.path(), None).unwrap();
    let run = |name: &str| out.path().join(name);
    // At this rate, the loss soon increases again.
    let patient = Config {
        learning_rate: 0.003,
        schedule: Schedule::Constant,
        early: None,
        patience: Some(1),
        ..tiny(24)
    };
    let Outcome::Done(trained) = train(&patient, &data, &run("patient"), false) else {
        panic!("nobody asked it to stop")
    };
    let epochs = curve(&run("patient"));
    let best = epochs.iter().min_by(|a, b| a.val_loss.total_cmp(&b.val_loss)).unwrap();
    assert_eq!((epochs.len(), trained.epochs), (best.epoch + 1, best.epoch), "{epochs:?}");
    let says = trained.weights.as_ref().unwrap();
    assert!(says.contains(&format!("after epoch {},", best.epoch)), "{says}");

    // They have the loss of the best epoch, not that of the last.
    let exported = all_weights(&trained.network);
    let average = train::average(&[run("patient"), run("patient")], &data, &device()).unwrap();
    assert!(all_weights(&average.trained.network) == exported);
    assert_eq!(average.runs[0].1, *best);
    let away = |epoch: &Epoch| (average.val_loss - epoch.val_loss).abs();
    assert!(away(best) < 1e-4 && away(epochs.last().unwrap()) > 1e-3, "{epochs:?}");
    let resumed = train(&patient, &data, &run("patient"), true);
    let Outcome::Done(resumed) = resumed else { panic!("nobody asked it to stop") };
    assert!(all_weights(&resumed.network) == exported && resumed.weights == trained.weights);

    std::fs::remove_file(run("patient").join("checkpoint/best.bpk")).unwrap();
    let resume = train::train(&patient, &data, &run("patient"), true, &device(), &Stop::default());
    let error = format!("{:#}", resume.unwrap_err());
    assert!(error.contains("best.bpk is damaged or missing"), "{error}");
}

#[test]
fn a_network_is_taught_by_those_before_it() {
    let _alone = alone();
    let (folder, out) = (data_set(), tempfile::tempdir().unwrap());
    let data = Dataset::open(folder.path(), None).unwrap();
    let [taught, alone] = ["taught", "alone"].map(|name| out.path().join(name));
    let config = Config { teachers: Some(Teachers { count: 2, share: 0.5 }), ..tiny(2) };

    // Stopped before its teachers are done, it resumes with them.
    let stopped = Stop::default();
    stopped.ask();
    let outcome = train::train(&config, &data, &taught, false, &device(), &stopped).unwrap();
    assert!(matches!(outcome, Outcome::Stopped));
    assert!(matches!(train(&config, &data, &taught, true), Outcome::Done(_)));
    for seed in [config.seed + 1, config.seed + 2] {
        assert_eq!(curve(&taught.join(format!("teachers/{seed}"))).len(), 2);
    }

    train(&tiny(2), &data, &alone, false);
    let [taught, alone] = [taught, alone].map(|run| curve(&run));
    assert_eq!([taught.len(), alone.len()], [2, 2]);
    assert_ne!(taught, alone);
}

#[test]
fn a_run_is_neither_overwritten_nor_mixed_up() {
    let _alone = alone();
    let (folder, out) = (data_set(), tempfile::tempdir().unwrap());
    let data = Dataset::open(folder.path(), None).unwrap();
    train(&tiny(1), &data, out.path(), false);
    let again = |config: &Config, resume| {
        let stop = Stop::default();
        let error = train::train(config, &data, out.path(), resume, &device(), &stop).unwrap_err();
        format!("{error:#}; {}", hint::of(&error).unwrap())
    };
    assert!(again(&tiny(1), false).contains("--resume"));
    assert!(again(&Config { seed: 7, ..tiny(1) }, true).contains("another recipe"));
    // Settings that only concern the export may change.
    let mut decided = Config { weights: Weights::F32, ..tiny(1) };
    decided.input.mirrored = !decided.input.mirrored;
    let Outcome::Done(_) = train(&decided, &data, out.path(), true) else {
        panic!("nobody asked it to stop")
    };
}

#[test]
fn a_damaged_run_is_named_file_by_file() {
    let _alone = alone();
    let (folder, run) = (data_set(), tempfile::tempdir().unwrap());
    let data = Dataset::open(folder.path(), None).unwrap();
    train(&tiny(2), &data, run.path(), false);
    let stop = Stop::default();
    let resume = || train::train(&tiny(2), &data, run.path(), true, &device(), &stop);
    for file in ["run.json", "config.toml", "network.bpk", "average.bpk", "optimizer.bpk"]
        .into_iter()
        .chain(["metrics.jsonl"])
    {
        let inner = run.path().join("checkpoint").join(file);
        let path = if inner.exists() { inner } else { run.path().join(file) };
        let whole = std::fs::read(&path).unwrap();
        for kept in [None, Some(0), Some(whole.len() / 2), Some(whole.len() - 9)] {
            match kept {
                None => std::fs::remove_file(&path).unwrap(),
                Some(kept) => std::fs::write(&path, &whole[..kept]).unwrap(),
            }
            let error = resume().unwrap_err();
            let named = format!("{error:#}").contains(&path.display().to_string());
            let hint = hint::of(&error).unwrap();
            assert!(named && hint.contains("restore it, or delete"), "{kept:?}: {error:#}");
        }
        std::fs::write(&path, &whole).unwrap();
    }
    // A file of the same size that still contains valid weights is detected
    // too.
    for file in ["network.bpk", "average.bpk", "optimizer.bpk"] {
        let path = run.path().join("checkpoint").join(file);
        let whole = std::fs::read(&path).unwrap();
        let mut changed = whole.clone();
        changed[whole.len() / 2] ^= 1;
        changed[whole.len() / 2 + 9] ^= 1;
        std::fs::write(&path, changed).unwrap();
        let error = resume().unwrap_err();
        let said = format!("{error:#}");
        assert!(said.contains(&path.display().to_string()) && said.contains("SHA-256"), "{said}");
        assert!(hint::of(&error).unwrap().contains("restore it, or delete"), "{said}");
        std::fs::write(&path, whole).unwrap();
    }
    // Checkpoints from before digests existed have none.
    std::fs::remove_file(run.path().join("checkpoint/SHA256SUMS")).unwrap();
    // The copy of the metrics is written again.
    let copy = run.path().join("metrics.jsonl");
    std::fs::write(&copy, "{\"epoch\":1,").unwrap();
    assert!(matches!(resume().unwrap(), Outcome::Done(_)));
    assert_eq!(curve(run.path()).len(), 2);
}

#[test]
fn a_label_without_pictures_is_named_before_the_training() {
    let _alone = alone();
    let (folder, run) = (data_set(), tempfile::tempdir().unwrap());
    let manifest = folder.path().join("manifest.csv");
    let rows = std::fs::read_to_string(&manifest).unwrap();
    let rows: Vec<_> = rows.lines().filter(|row| !row.contains("chinese,val")).collect();
    std::fs::write(&manifest, rows.join("\n")).unwrap();
    let data = Dataset::open(folder.path(), None).unwrap();
    let (stop, run) = (Stop::default(), run.path().join("run"));
    let refused = train::train(&tiny(1), &data, &run, false, &device(), &stop).unwrap_err();
    let refused = refused.to_string();
    assert!(refused.contains("chinese in val") && refused.contains("task"), "{refused}");
    assert!(!run.exists());
}

#[test]
fn a_rehearsal_tells_what_a_training_takes() {
    let _alone = alone();
    let folder = data_set();
    let data = Dataset::open(folder.path(), None).unwrap();
    let teachers = Some(Teachers { count: 1, share: 0.5 });
    let refit = Some(Refit { epochs: 1, learning_rate: 1e-3 });
    let config = Config { teachers, refit, ..tiny(3) };
    let rehearsal = train::rehearse(&config, &data, &device()).unwrap();
    assert_eq!(rehearsal.epochs, 4);
    assert!(rehearsal.whole > rehearsal.epoch, "{rehearsal:?}");
    // Four checkpoints in single precision, each with the weights, their
    // average and the optimizer's state.
    assert!(rehearsal.run > 4 * 3 * 762_349 * 4, "{rehearsal:?}");
    assert!(rehearsal.network > 500_000, "{rehearsal:?}");
    assert!(rehearsal.to_string().contains("for all 4 epochs"), "{rehearsal}");
}

/// The program's standard error when it succeeds.
fn notes(arguments: &[&OsStr]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_whence"));
    let output = command.args(arguments).output().unwrap();
    let notes = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{command:?}: {notes}");
    notes
}

#[test]
fn a_rehearsal_says_that_a_run_is_there() {
    let _alone = alone();
    let (folder, out) = (data_set(), tempfile::tempdir().unwrap());
    let (recipe, run) = (out.path().join("tiny.toml"), out.path().join("run"));
    std::fs::write(&recipe, toml::to_string(&tiny(2)).unwrap()).unwrap();
    let dry_run = || {
        let folders = ["--data", "--config", "--run"].map(OsStr::new);
        let folders = folders.into_iter().zip([folder.path(), &recipe, &run].map(Path::as_os_str));
        let words = ["train", "--dry-run", "--arch", "whence"].map(OsStr::new);
        notes(
            &words
                .into_iter()
                .chain(folders.flat_map(|(name, value)| [name, value]))
                .collect::<Vec<_>>(),
        )
    };
    assert!(!dry_run().contains("holds a run"));
    assert!(!run.exists());
    std::fs::create_dir(&run).unwrap();
    std::fs::write(run.join("run.json"), "{}").unwrap();
    assert!(dry_run().contains("holds a run already, of 0 epochs"));
    let data = Dataset::open(folder.path(), None).unwrap();
    std::fs::remove_dir_all(&run).unwrap();
    train(&tiny(2), &data, &run, false);
    let said = dry_run();
    assert!(said.contains("holds a run already, of 2 epochs; continue it with --resume"), "{said}");
}

#[test]
fn what_is_passed_over_in_a_folder_is_told() {
    let folder = tempfile::tempdir().unwrap();
    drawn(1, 2).save(folder.path().join("a.png")).unwrap();
    for name in ["notes.txt", "list.csv", ".hidden"] {
        std::fs::write(folder.path().join(name), "").unwrap();
    }
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("../model");
    let words = ["classify", "--model"].map(OsStr::new);
    let said = notes(&[&words[..], &[model.as_os_str(), folder.path().as_os_str()]].concat());
    assert!(said.contains("2 not named as pictures that can be read, 1 hidden"), "{said}");
    std::fs::remove_file(folder.path().join(".hidden")).unwrap();
    let picture = folder.path().join("a.png");
    let said = notes(&[&words[..], &[model.as_os_str(), picture.as_os_str()]].concat());
    assert_eq!(said, "");
}

#[test]
fn a_recipe_that_was_trained_can_be_read_again() {
    let _alone = alone();
    let (folder, run) = (data_set(), tempfile::tempdir().unwrap());
    let data = Dataset::open(folder.path(), None).unwrap();
    let config = tiny(1).without_negatives();
    train(&config, &data, run.path(), false);
    let kept = run.path().join("config.toml");
    assert_eq!(Config::load(Arch::Whence, Some(&kept)).unwrap(), config);
}

#[test]
fn the_exported_file_answers_as_the_network_does() {
    let _alone = alone();
    let (folder, out) = (data_set(), tempfile::tempdir().unwrap());
    let data = Dataset::open(folder.path(), None).unwrap();
    for arch in [Arch::Article, Arch::Whence, Arch::Lite] {
        // One epoch, so that there is a normalisation to fold. One pass of the
        // file is compared with one of the network.
        let mut recipe = Config::load(arch, None).unwrap();
        recipe.input.mirrored = false;
        // Without pretrained weights, all of it is trained.
        (recipe.init, recipe.tune, recipe.refit) = ("none".to_owned(), None, None);
        let config =
            Config { epochs: 1, batch: 8, ema_decay: 0.0, weights: Weights::F32, ..recipe };
        let run = out.path().join(arch.name());
        let Outcome::Done(trained) = train(&config, &data, &run, false) else {
            panic!("nobody asked it to stop")
        };
        let onnx = export(&trained.network, &config, &data.labels).unwrap();
        let card = model::blank(&config, &data, &onnx).unwrap();
        let model = Classifier::load(card.to_json().unwrap().as_bytes(), &onnx).unwrap();
        let samples: Vec<_> = data.part("test").unwrap();
        assert_eq!(samples.len(), 40);
        let mut peers = Peers::default();
        for sample in samples {
            let bytes = data.read(sample).unwrap();
            let values = Picture::decode(&bytes).unwrap().tensor(&config.input).unwrap();
            let shape = [1, 3, config.input.height as usize, config.input.width as usize];
            let tensor = TensorData::new(values.clone(), shape);
            let tensor = Tensor::from_data(tensor, &Device::flex());
            let expected = trained.network.forward(tensor);
            let negative = expected.negative.map(|negative| negative.into_scalar::<f32>());
            let expected = expected.logits.into_data().try_to_vec::<f32>().unwrap();
            let answer = model.classify(&bytes).unwrap();
            for (ours, theirs) in expected.iter().zip(&answer.logits) {
                assert!((ours - theirs).abs() < 1e-4, "{arch:?}: {ours} is not {theirs}");
            }
            if let Some(negative) = negative {
                assert!((negative - answer.foreign).abs() < 1e-4, "{negative} {}", answer.foreign);
            }
            for (map, logit) in answer
                .evidence
                .iter()
                .flat_map(|of| data.labels.iter().map(|label| &of.maps[&label]))
                .zip(&answer.logits)
            {
                let mean = map.iter().sum::<f32>() / map.len() as f32;
                assert!((mean - logit).abs() < 1e-4, "{mean} is not {logit}");
            }
            peers.add(&values, &expected, &answer);
        }
        peers.write(arch, &onnx);
        let sample = data.read(data.part("test").unwrap()[0]).unwrap();
        let whole = model.classify(&sample).unwrap();
        for (weights, size, off) in
            [(Weights::F16, 0.55, 0.1), (Weights::I8, 0.33, 0.1), (Weights::I7, 0.33, 0.2)]
        {
            let config = Config { weights, ..config.clone() };
            let small = export(&trained.network, &config, &data.labels).unwrap();
            assert!((small.len() as f64) < size * onnx.len() as f64, "{}", small.len());
            let card = model::blank(&config, &data, &small).unwrap();
            let model = Classifier::load(card.to_json().unwrap().as_bytes(), &small).unwrap();
            let answer = model.classify(&sample).unwrap();
            for (logit, smaller) in whole.logits.iter().zip(&answer.logits) {
                assert!((logit - smaller).abs() < off, "{weights:?}: {logit}, {smaller}");
            }
        }
    }
}

#[test]
fn folders_of_pictures_are_labels() {
    let _alone = alone();
    let (folder, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let names = ["Blue and white", "celadon", "ding", "ge", "jun", "ru", "tenmoku"];
    for (class, name) in names.iter().enumerate() {
        std::fs::create_dir(folder.path().join(name)).unwrap();
        for number in 0..24 {
            let file = folder.path().join(format!("{name}/{number}.png"));
            drawn(class, number).save(file).unwrap();
        }
    }
    let data = Dataset::open(folder.path(), None).unwrap();
    assert_eq!(data.labels.len(), 7);
    let config = Config { negative_weight: 0.0, synthetic: 0.0, ..tiny(2) };
    let Outcome::Done(trained) = train(&config, &data, &out.path().join("run"), false) else {
        panic!("nobody asked it to stop")
    };
    let card = model::write(&trained, &config, &data, out.path()).unwrap();
    assert_eq!(card.training.pictures.len(), 7);
    assert_eq!(card.metrics["test"].confusion.len(), 7);
    let model = evaluate::load(out.path()).unwrap();
    let picture = std::fs::read(folder.path().join("celadon/3.png")).unwrap();
    let answer = model.classify(&picture).unwrap();
    assert_eq!(answer.predictions.iter().count(), 7);
    let sum: f32 = answer.predictions.iter().map(|one| one.probability).sum();
    assert!((sum - 1.0).abs() < 1e-5, "{answer:?}");
    assert_eq!(answer.evidence.unwrap().maps.len(), 7);
    let page = std::fs::read_to_string(out.path().join("MODEL_CARD.md")).unwrap();
    assert!(page.contains("blue-and-white, celadon, ding"), "{page}");
}

/// The inputs and answers that `cargo xtask peers` compares with another
/// runtime: every input with the outputs of the framework and of Whence.
#[derive(Default)]
struct Peers {
    inputs: Vec<u8>,
    answers: Vec<serde_json::Value>,
}

impl Peers {
    fn add(&mut self, input: &[f32], framework: &[f32], whence: &Classification) {
        self.inputs.extend(input.iter().flat_map(|value| value.to_le_bytes()));
        let whence = serde_json::json!({
            "logits": whence.logits,
            "evidence": whence.evidence.as_ref().map(|of| of.maps.values().collect::<Vec<_>>()),
            "embedding": whence.embedding,
            "foreign": [whence.foreign],
        });
        self.answers.push(serde_json::json!({ "framework": framework, "whence": whence }));
    }

    /// Writes them into the folder WHENCE_PEERS, if it is set.
    fn write(&self, arch: Arch, onnx: &[u8]) {
        let Some(folder) = std::env::var_os("WHENCE_PEERS").map(PathBuf::from) else { return };
        let file = |extension| folder.join(arch.name()).with_extension(extension);
        std::fs::write(file("onnx"), onnx).unwrap();
        std::fs::write(file("f32"), &self.inputs).unwrap();
        std::fs::write(file("json"), serde_json::to_vec(&self.answers).unwrap()).unwrap();
    }
}
