//! The whole path from a stand-in for The Met to a model: acquire, explore,
//! split, train, evaluate.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

use burn::{
    store::{BurnToPyTorchAdapter, ModuleSnapshot as _, SafetensorsStore},
    tensor::Device,
};
use rand::{RngExt as _, SeedableRng as _, rngs::SmallRng};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::Arc,
    time::Duration,
};
use tempfile::TempDir;
use whence_standin::{Culture, Met, NEGATIVES, OTHERS, Trouble, id};
use whence_trainer::{
    acquire::{
        acquire,
        client::RequestPolicy,
        source::Source,
        store::{Count, Pictured, Store},
    },
    data::tasks::culture,
    hint,
    train::{
        arch::Arch,
        config::{Config, Refit},
        network::Network,
    },
};

const EACH: u32 = 16;

/// Works of other departments, which must be distinguished from paintings.
const ALL_OTHERS: usize = OTHERS as usize * NEGATIVES.len();

fn policy() -> RequestPolicy {
    RequestPolicy {
        rate: 200.0,
        pause: Duration::from_millis(600),
        timeout: Duration::from_millis(500),
        backoff: Duration::from_millis(10),
    }
}

async fn run(met: &Met, folder: &Path, source: &Source) -> anyhow::Result<()> {
    acquire(&Arc::new(Store::open(folder)?), source, &culture()?, &met.api, &policy()).await
}

/// The final state of an acquisition.
fn state(folder: &Path) -> (Vec<Count>, Vec<Pictured>) {
    let store = Store::existing(folder).unwrap();
    let pictured = store.all_pictured().unwrap();
    for work in &pictured {
        let bytes = fs::read(store.picture(&work.picture.file)).unwrap();
        assert_eq!(whence::core::digest::sha256(&bytes), work.picture.sha256);
    }
    (store.counts().unwrap(), pictured)
}

fn works(counts: &[Count], status: &str, reason: &str) -> u32 {
    let fits = |count: &&Count| count.status == status && count.reason.contains(reason);
    counts.iter().filter(fits).map(|count| count.works).sum()
}

/// The path of a work's picture in requests to the stand-in.
fn picture_path(met: &Met, object: u32) -> String {
    let address = met.address(object).replace(' ', "%20");
    address.strip_prefix(&met.pictures).unwrap().to_owned()
}

fn whence(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_whence"));
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn done(mut command: Command) -> String {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let said = |bytes| String::from_utf8_lossy(bytes).into_owned();
    assert!(status.success(), "{command:?}: {}{}", said(&stdout), said(&stderr));
    said(&stdout)
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_listed_recorded_and_pictured_or_skipped_with_a_reason() {
    let (met, folder) = (Met::start(EACH).await, tempfile::tempdir().unwrap());
    run(&met, folder.path(), &Source::Search).await.unwrap();
    let (counts, pictured) = state(folder.path());
    for culture in Culture::ALL {
        let of: Vec<_> =
            pictured.iter().filter(|work| work.label == Some(culture.label())).collect();
        assert_eq!(of.len(), EACH as usize, "{culture:?}: {counts:?}");
    }
    let others = pictured.iter().filter(|work| work.label.is_none()).count();
    assert_eq!(others, ALL_OTHERS);
    let miniatures = pictured.iter().filter(|work| work.miniature).count();
    assert_eq!(miniatures, EACH.div_ceil(3) as usize);
    let expected = [
        ("skipped", "in doubt", 1),
        ("skipped", "of another culture", 1),
        ("skipped", "by an adjective", 1),
        ("skipped", "not in the public domain", 1),
        ("skipped", "Not a valid object", 2),
        ("skipped", "smaller than 100 pixels", 1),
        ("skipped", "not a painting", 1),
        ("failed", "not a picture", 1),
        ("failed", "empty", 1),
        ("failed", "too large", 1),
        ("listed", "", 0),
        ("recorded", "", 0),
    ];
    for (status, reason, count) in expected {
        assert_eq!(works(&counts, status, reason), count, "{status}, {reason}: {counts:?}");
    }

    // Known works are not requested again; failed ones are.
    let (records, pictures) = (met.asked("/v1/objects/").len(), met.asked("/CRD").len());
    run(&met, folder.path(), &Source::Search).await.unwrap();
    assert_eq!(met.asked("/v1/objects/").len(), records);
    assert_eq!(met.asked("/CRD").len(), pictures + 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn passing_troubles_are_tried_again_and_lasting_ones_entered() {
    let (met, folder) = (Met::start(4).await, tempfile::tempdir().unwrap());
    let record = |number| format!("/v1/objects/{}", id(Culture::Japanese, number));
    met.trouble(&record(0), &[Trouble::Says(503, "<html>"), Trouble::Reset, Trouble::Cut]);
    met.trouble(&record(1), &[Trouble::Slow]);
    met.trouble(&record(2), &vec![Trouble::Says(502, ""); 5]);
    met.trouble(&record(3), &[Trouble::Says(200, "{\"objectID\": \"many\"}")]);
    let refused = format!("/v1/objects/{}", id(Culture::American, 0));
    met.trouble(&refused, &[Trouble::Says(400, "\"Date not valid.\"")]);
    let picture = |number| picture_path(&met, id(Culture::Chinese, number));
    met.trouble(&picture(0), &[Trouble::Cut, Trouble::Says(500, "")]);
    met.trouble(&picture(1), &[Trouble::Moved(met.address(id(Culture::Chinese, 1)))]);
    met.trouble(&picture(2), &[Trouble::Block(200), Trouble::Block(403)]);
    met.trouble(&picture(3), &[Trouble::Says(404, "<html>")]);
    run(&met, folder.path(), &Source::Search).await.unwrap();
    let (counts, pictured) = state(folder.path());
    assert_eq!(pictured.len(), 16 - 4 + ALL_OTHERS, "{counts:?}");
    assert_eq!(works(&counts, "skipped", "Date not valid."), 1);
    assert_eq!(works(&counts, "failed", "502"), 1);
    assert_eq!(works(&counts, "failed", "objectID"), 1);
    assert_eq!(works(&counts, "skipped", "picture is not there"), 1);

    // The two whose records failed may be fetched the next time.
    run(&met, folder.path(), &Source::Search).await.unwrap();
    assert_eq!(state(folder.path()).1.len(), 14 + ALL_OTHERS);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_pauses_and_resumes() {
    let (met, folder) = (Met::start(4).await, tempfile::tempdir().unwrap());
    met.block(8, Duration::from_millis(500));
    run(&met, folder.path(), &Source::Search).await.unwrap();
    assert_eq!(state(folder.path()).1.len(), 16 + ALL_OTHERS);
    // One request was blocked, and none was sent during the block.
    let asked = met.asked("/v1");
    let gaps = asked.windows(2).filter(|pair| pair[1] - pair[0] >= policy().pause).count();
    assert_eq!(gaps, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retired_api_says_that_it_has_changed_and_a_lasting_block_that_it_blocks() {
    let (met, folder) = (Met::start(1).await, tempfile::tempdir().unwrap());
    let retired = Trouble::Says(410, "{\"message\":\"use /v2\"}");
    met.trouble("/v1.1/search", &[retired]);
    let error = run(&met, folder.path(), &Source::Search).await.unwrap_err();
    assert!(format!("{error:#}").contains("retired this part of its API"), "{error:#}");
    met.trouble("/v1.1/search", &vec![Trouble::Block(200); 5]);
    let error = run(&met, folder.path(), &Source::Search).await.unwrap_err();
    assert!(format!("{error:#}").contains("about a minute"), "{error:#}");
    run(&met, folder.path(), &Source::Search).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_work_that_alone_is_blocked_is_set_aside_and_the_others_come() {
    let (met, folder) = (Met::start(4).await, tempfile::tempdir().unwrap());
    let record = |number| format!("/v1/objects/{}", id(Culture::Indian, number));
    let picture = picture_path(&met, id(Culture::Chinese, 2));
    met.trouble(&record(0), &vec![Trouble::Block(200); 50]);
    met.trouble(&record(3), &vec![Trouble::Block(403); 50]);
    met.trouble(&picture, &vec![Trouble::Block(403); 50]);
    run(&met, folder.path(), &Source::Search).await.unwrap();
    let (counts, pictured) = state(folder.path());
    assert_eq!(pictured.len(), 16 - 3 + ALL_OTHERS, "{counts:?}");
    assert_eq!(works(&counts, "set aside", "while others are answered"), 3, "{counts:?}");
    let unknown: Vec<_> = counts.iter().filter(|count| count.label.is_none()).collect();
    assert!(unknown.iter().any(|count| count.status == "set aside" && count.works == 2));

    // Only they are requested the next time, and set aside again, until they
    // are available.
    let before = met.asked("/v1/objects/").len();
    run(&met, folder.path(), &Source::Search).await.unwrap();
    assert_eq!(works(&state(folder.path()).0, "set aside", ""), 3);
    assert!(met.asked("/v1/objects/").len() - before <= 2 * 6);
    for path in [record(0), record(3), picture] {
        met.trouble(&path, &[]);
    }
    run(&met, folder.path(), &Source::Search).await.unwrap();
    assert_eq!(state(folder.path()).1.len(), 16 + ALL_OTHERS);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_everything_is_blocked_it_stops_and_goes_on_later() {
    let (met, folder) = (Met::start(4).await, tempfile::tempdir().unwrap());
    met.block(20, Duration::from_secs(3_600));
    let error = run(&met, folder.path(), &Source::Search).await.unwrap_err();
    assert!(format!("{error:#}").contains("blocks every request"), "{error:#}");
    let counts = state(folder.path()).0;
    assert_eq!(works(&counts, "set aside", "") + works(&counts, "failed", ""), 0, "{counts:?}");
    met.unblock();
    run(&met, folder.path(), &Source::Search).await.unwrap();
    assert_eq!(state(folder.path()).1.len(), 16 + ALL_OTHERS);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_met_that_cannot_be_reached_is_told_from_one_that_blocks() {
    let folder = tempfile::tempdir().unwrap();
    let (ids, into) = (folder.path().join("ids.txt"), folder.path().join("met"));
    fs::write(&ids, "1\n2\n").unwrap();
    let store = Arc::new(Store::open(&into).unwrap());
    // No server listens there.
    let nowhere = "http://127.0.0.1:9";
    let outcome = acquire(&store, &Source::Ids(ids), &culture().unwrap(), nowhere, &policy()).await;
    let error = outcome.unwrap_err();
    assert!(format!("{error:#}").contains("cannot be reached"), "{error:#}");
    assert!(hint::of(&error).unwrap().contains("nothing is lost"), "{error:#}");
    assert_eq!(works(&store.counts().unwrap(), "listed", ""), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_records_cost_no_work() {
    let (met, folder) = (Met::start(4).await, tempfile::tempdir().unwrap());
    let record = |number, oddity: &str| {
        let object = id(Culture::Japanese, number);
        let (address, fields) = (met.address(object), "\"department\": \"Asian Art\"");
        let body = format!(
            "\u{feff}{{\"objectID\": \"{object}\", {fields}, \"classification\": \"Paintings\",
              \"culture\": \"Japan\", \"isPublicDomain\": \"True\", {oddity}}}"
        );
        let body = body.replace("ADDRESS", &address);
        met.trouble(&format!("/v1/objects/{object}"), &[Trouble::Says(200, body.leak())]);
    };
    record(0, r#""primaryImageSmall": "ADDRESS", "accessionYear": 1913, "title": 7"#);
    record(1, r#""primaryImageSmall": "", "primaryImage": "ADDRESS", "objectBeginDate": """#);
    record(2, r#""primaryImageSmall": "ADDRESS", "measurements": [{ "Height": null }]"#);
    record(3, r#""primaryImageSmall": "ADDRESS", "title": null, "tags": "none""#);
    run(&met, folder.path(), &Source::Search).await.unwrap();
    let (counts, pictured) = state(folder.path());
    assert_eq!(pictured.len(), 16 + ALL_OTHERS, "{counts:?}");
    let data = folder.path().join("data");
    let store = Store::existing(folder.path()).unwrap();
    whence_trainer::acquire::export::export(&store, &data).unwrap();
    let records = fs::read_to_string(data.join("records.csv")).unwrap();
    assert!(records.contains(",1913,"), "the record is kept as it came");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_list_has_blank_or_twice_is_said() {
    let (met, folder) = (Met::start(4).await, tempfile::tempdir().unwrap());
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (scroll, api) = (id(Culture::Chinese, 0), met.api.as_str());
    let (ids, urls) = (place("ids.txt"), place("urls.csv"));
    fs::write(&ids, format!("\u{feff}{scroll}\r\n\r\n\r\n")).unwrap();
    let address = met.address(scroll);
    let list = format!(
        "\u{feff}culture,primaryImageSmall\nChina,{address}\nIndia,\nJapan,{address}\n\
         Japan,no address\n"
    );
    fs::write(&urls, list).unwrap();
    let acquire = |option: &str, list: &str, into: &str| {
        done(whence(&["acquire", option, list, "--into", into, "--api", api, "--rate", "200"]))
    };
    let said = acquire("--ids", &ids, &place("by-id"));
    assert!(said.contains("skipped 2 blank rows"), "{said}");
    assert_eq!(state(&folder.path().join("by-id")).1.len(), 1);
    for _ in 0..2 {
        let said = acquire("--urls", &urls, &place("by-address"));
        assert!(said.contains("skipped 1 blank row"), "{said}");
        assert!(said.contains("record 3") && said.contains("it stays chinese"), "{said}");
        assert!(said.contains("japanese, skipped, the address is not valid"), "{said}");
    }
    assert_eq!(state(&folder.path().join("by-address")).1.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_source_finds_its_works() {
    let met = Met::start(4).await;
    let files = tempfile::tempdir().unwrap();
    let file = |name: &str, text: String| {
        let path = files.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let (scroll, leaf) = (id(Culture::Chinese, 0), id(Culture::Japanese, 1));
    let ids = file("ids.txt", format!("{scroll}\n\n{leaf}\n4711\n"));
    let urls = file(
        "urls.csv",
        format!(
            "culture,primaryImageSmall\nChina,{}\nAmerica,{}\n",
            met.address(scroll),
            met.address(id(Culture::American, 0))
        ),
    );
    let objects = file(
        "MetObjects.csv",
        format!(
            "Object ID,Is Public Domain,Department,Object Name,Culture,Classification\n\
             {scroll},True,Asian Art,Hanging scroll,China,Paintings\n"
        ),
    );
    let cases = [
        (Source::All(vec![]), 16),
        (Source::All(vec![1]), 4),
        (Source::Ids(ids), 2),
        (Source::Urls(urls), 2),
        (Source::ObjectsCsv(objects), 1),
    ];
    for (source, expected) in cases {
        let folder = tempfile::tempdir().unwrap();
        let before = met.asked("/v1").len();
        run(&met, folder.path(), &source).await.unwrap();
        assert_eq!(state(folder.path()).1.len(), expected, "{source:?}");
        if matches!(source, Source::Urls(_)) {
            assert_eq!(met.asked("/v1").len(), before, "a list of pictures needs no API");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_is_never_asked_faster_than_the_rate() {
    let (met, folder) = (Met::start(4).await, tempfile::tempdir().unwrap());
    let (into, api) = (folder.path().to_str().unwrap(), met.api.as_str());
    done(whence(&["acquire", "--into", into, "--api", api, "--rate", "20"]));
    let asked = met.asked("/v1");
    assert!(asked.len() > 25, "{}", asked.len());
    for (index, first) in asked.iter().enumerate() {
        let second = asked[index..].iter().filter(|when| **when - *first < Duration::from_secs(1));
        assert!(second.count() <= 21, "more than 20 a second");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_acquisition_goes_on_to_the_same_end() {
    let met = Met::start(EACH).await;
    let acquire = |folder: &TempDir| {
        let into = folder.path().to_str().unwrap().to_owned();
        whence(&["acquire", "--into", &into, "--api", &met.api, "--rate", "100", "--pause", "1"])
    };
    let (whole, killed) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    done(acquire(&whole));
    let before = (met.asked("/v1/objects/").len(), met.asked("/CRD").len());

    let mut random = SmallRng::seed_from_u64(7);
    let mut kills = 0;
    while kills < 10 {
        let mut child = acquire(&killed).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(random.random_range(20..250)));
        if child.try_wait().unwrap().is_none() {
            child.kill().unwrap();
        }
        child.wait().unwrap();
        kills += 1;
    }
    done(acquire(&killed));

    assert_eq!(state(killed.path()), state(whole.path()));
    let parts = fs::read_dir(killed.path().join("pictures")).unwrap();
    let half = parts.filter(|entry| {
        entry.as_ref().unwrap().path().extension().is_some_and(|extension| extension == "part")
    });
    assert_eq!(half.count(), 0, "no half-written picture is left");

    // A kill loses only requests in flight, and the three unusable pictures are
    // requested every time.
    let after = (met.asked("/v1/objects/").len(), met.asked("/CRD").len());
    assert!(after.0 - before.0 <= before.0 + kills, "{before:?} {after:?}");
    assert!(after.1 - before.1 <= before.1 + 4 * kills + 3 * kills, "{before:?} {after:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn from_nothing_to_a_model() {
    let (met, folder) = (Met::start(EACH).await, tempfile::tempdir().unwrap());
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (into, data, model) = (place("met"), place("data"), place("model"));
    let line = ["acquire", "--into", &into, "--to", &data, "--api", &met.api, "--rate", "200"];
    let said = done(whence(&line));
    assert!(said.contains("64 labelled pictures written"), "{said}");
    let status = done(whence(&["acquire", "--into", &into, "--status"]));
    assert!(status.contains("pictured") && status.contains("culture in doubt: 1"), "{status}");

    let database = place("met/met.sqlite");
    let report = ["--out", &place("report"), "--fold"];
    for source in [["explore", "--data", &data], ["explore", "--db", &database]] {
        let read = || fs::read_to_string(folder.path().join("report/report.html")).unwrap();
        done(whence(&[&source[..], &report].concat()));
        let first = read();
        done(whence(&[&source[..], &report].concat()));
        assert_eq!(read(), first, "the same data gives the same report");
        for said in ["Paintings per culture", "accessionNumber", "data:image/jpeg;base64", "<svg"] {
            assert!(first.contains(said), "the report lacks {said}");
        }
        assert!(!first.contains("src=\"http"), "the report holds all it shows");
    }

    let unsplit = whence(&["train", "--data", &data, "--run", &place("run")]).output().unwrap();
    assert!(String::from_utf8_lossy(&unsplit.stderr).contains("whence split"));
    let table = done(whence(&["split", "--data", &data]));
    assert!(table.contains("japanese"), "{table}");
    let split = fs::read_to_string(folder.path().join("data/split.csv")).unwrap();
    assert_eq!(split.lines().count(), 1 + 64 + ALL_OTHERS);
    let manifest = || fs::read_to_string(folder.path().join("data/manifest.csv")).unwrap();
    let before = manifest();
    assert!(done(whence(&line)).contains("64 labelled pictures written"));
    assert_eq!(manifest(), before, "a second export keeps the split");

    let mut recipe = Config::load(Arch::Lite, Some(Path::new("configs/met.toml"))).unwrap();
    (recipe.epochs, recipe.batch, recipe.warmup, recipe.ema_decay) = (4, 8, 0, 0.5);
    (recipe.train_size, recipe.early) = ([48, 32], None);
    recipe.refit = Some(Refit { epochs: 1, ..recipe.refit.unwrap() });
    (recipe.input.width, recipe.input.height) = (48, 32);
    fs::write(folder.path().join("tiny.toml"), toml::to_string(&recipe).unwrap()).unwrap();
    // Random weights instead of those that were trained on ImageNet.
    let Network::Lite(start) = Network::new(&recipe, 4, &Device::flex()) else {
        panic!("the recipe is for another network")
    };
    let init = place("start.safetensors");
    let store = SafetensorsStore::from_file(&init).with_to_adapter(BurnToPyTorchAdapter);
    start.save_into(&mut { store }).unwrap();
    let (config, run) = (place("tiny.toml"), place("run"));
    let start = ["train", "--data", &data, "--config", &config, "--init", &init];
    let said = done(whence(&[&start[..], &["--out", &model, "--run", &run]].concat()));
    assert!(said.contains("fresh: none"), "{said}");
    let judged = done(whence(&["evaluate", "--model", &model, "--data", &data]));
    assert!(judged.contains("macro-F1"), "{judged}");
    assert!(judged.contains("negatives"), "what is foreign was learned: {judged}");
    let card = fs::read_to_string(folder.path().join("model/MODEL_CARD.md")).unwrap();
    assert!(card.contains("The Met's open collection"), "{card}");
}

/// A file, a folder, standard input, and a reader that closes the pipe.
fn classify_takes_whatever_holds_pictures(model: &str, picture: &str, data: &Path) {
    let pictures = data.join("pictures");
    let start = ["classify", "--model", model, "--format", "jsonl"];
    let classify = |names: &[&str]| whence(&[&start[..], names].concat());
    let folder = pictures.to_str().unwrap();
    let said = done(classify(&[picture, folder]));
    let name = |line: &str| {
        let answer: serde_json::Value = serde_json::from_str(line).unwrap();
        answer["name"].as_str().unwrap().to_owned()
    };
    let names: Vec<String> = said.lines().map(name).collect();
    assert_eq!(names.len(), fs::read_dir(&pictures).unwrap().count());
    assert_eq!(names[0], picture, "it comes first, and not again");
    assert!(names[1..].is_sorted(), "the order is that of the names");

    let mut command = classify(&["-"]);
    command.stdin(fs::File::open(picture).unwrap());
    let standard = done(command);
    assert!(standard.contains("\"name\":\"-\""), "{standard}");

    let Output { status, stdout, .. } = classify(&["missing.jpg", picture]).output().unwrap();
    assert_eq!(status.code(), Some(1));
    assert!(String::from_utf8_lossy(&stdout).contains("missing.jpg"));

    // Like `| head -1`.
    let mut child = classify(&[folder]).spawn().unwrap();
    drop(child.stdout.take());
    let Output { status, stderr, .. } = child.wait_with_output().unwrap();
    assert_eq!((status.code(), &*String::from_utf8_lossy(&stderr)), (Some(141), ""));
}

/// Two formats of the stand-in's paintings, instead of their cultures.
const FORMATS: &str = r#"
id = "format"
question = { en = "How is it mounted?" }
noun = { en = "Format" }
rule = "table"
negatives = ["Photographs"]

[[labels]]
id = "scroll"
names = { en = "Scroll" }
search = { department = "Asian Art", words = "Hanging scroll" }
when = [{ object_name = { equals = "Hanging scroll" } }]

[[labels]]
id = "leaf"
names = { en = "Album leaf" }
search = { department = "Asian Art", words = "Album leaf" }
when = [{ object_name = { contains = "leaf" } }]
"#;

/// WHENCE_OTHER_MODEL names a folder in which to keep the model, for the tests
/// of the page.
#[tokio::test(flavor = "multi_thread")]
async fn another_question_is_a_file() {
    let (met, folder) = (Met::start(EACH).await, tempfile::tempdir().unwrap());
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (task, into, data) = (place("format.toml"), place("met"), place("data"));
    fs::write(&task, FORMATS).unwrap();
    let to = ["--into", &into, "--to", &data, "--api", &met.api, "--rate", "200"];
    let said = done(whence(&[&["acquire", "--task", &task], &to[..]].concat()));
    assert!(said.contains("Asian Art: Hanging scroll: listed"), "{said}");
    assert!(said.contains("leaf ") && said.contains("negative "), "{said}");
    done(whence(&["split", "--data", &data]));

    let mut recipe = Config::load(Arch::Whence, None).unwrap();
    (recipe.epochs, recipe.batch, recipe.warmup, recipe.ema_decay) = (2, 8, 0, 0.5);
    (recipe.train_size, recipe.early) = ([48, 32], None);
    (recipe.input.width, recipe.input.height) = (48, 32);
    let (config, run, model) = (place("tiny.toml"), place("run"), place("model"));
    fs::write(&config, toml::to_string(&recipe).unwrap()).unwrap();
    let train = ["train", "--arch", "whence", "--task", &task, "--data", &data];
    done(whence(&[&train[..], &["--config", &config, "--out", &model, "--run", &run]].concat()));
    let judged = done(whence(&["evaluate", "--model", &model, "--data", &data]));
    assert!(judged.contains("scroll") && judged.contains("leaf"), "{judged}");
    assert!(!judged.contains("chinese"), "{judged}");
    let picture = fs::read_dir(Path::new(&data).join("pictures")).unwrap().next().unwrap();
    let picture = picture.unwrap().path().display().to_string();
    let line = done(whence(&["classify", "--model", &model, "--format", "jsonl", &picture]));
    assert!(line.contains("{\"label\":\"leaf\",\"probability\":"), "{line}");
    classify_takes_whatever_holds_pictures(&model, &picture, Path::new(&data));
    if let Some(kept) = std::env::var_os("WHENCE_OTHER_MODEL").map(PathBuf::from) {
        fs::create_dir_all(&kept).unwrap();
        for file in ["model.json", "whence.onnx"] {
            fs::copy(Path::new(&model).join(file), kept.join(file)).unwrap();
        }
    }
}
