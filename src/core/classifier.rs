//! A card and its network, ready to answer.
//!
//! One forward pass computes all outputs: the logits and, if the network has
//! them, the evidence maps whose means are the logits, the embedding and the
//! logit for "none of them". If the card says so, a second pass classifies the
//! mirror image. The same code runs the same file natively and in the browser.

mod answer;
mod graph;
mod layer;
mod vet;

use crate::core::{
    card::{Card, Input},
    classification::{Classification, Decoder, Timings},
    digest::sha256,
    error::ClassifierError,
    label::Labels,
    picture::Picture,
    prediction::{Ranking, calibrate, energy},
    verdict::Verdict,
};
use answer::{Answer, Outputs, mirrored, missing};
#[cfg(not(target_arch = "wasm32"))]
use std::time::Instant;
use std::{sync::Arc, time::Duration};
use tract_onnx::{
    Onnx,
    prelude::{Framework as _, IntoRunnable as _, Tensor, TractError, TypedRunnableModel, tvec},
};
#[cfg(target_arch = "wasm32")]
use web_time::Instant;

impl From<TractError> for ClassifierError {
    fn from(error: TractError) -> Self {
        Self::Network(format!("{error:#}"))
    }
}

/// A network that is loaded, optimised and ready to run.
///
/// It can be shared by classifiers with different cards.
#[derive(Clone, Debug)]
pub struct Network {
    sha256: String,
    input: [usize; 4],
    runnable: Arc<TypedRunnableModel>,
    outputs: Outputs,
    /// The number of logits.
    logits: usize,
}

/// A network and its card, ready to answer.
#[derive(Debug)]
pub struct Classifier {
    card: Card,
    labels: Labels,
    network: Network,
}

impl Network {
    /// Loads a network for an input of this size.
    ///
    /// # Errors
    ///
    /// [`ClassifierError::Network`] if it cannot be run.
    pub fn load(onnx: &[u8], input: &Input) -> Result<Self, ClassifierError> {
        Self::read(onnx, input, sha256(onnx))
    }

    fn read(onnx: &[u8], input: &Input, sha256: String) -> Result<Self, ClassifierError> {
        let shape = [1, 3, input.height as usize, input.width as usize];
        let mut bytes = onnx;
        let proto = Onnx::default().proto_model_for_read(&mut bytes)?;
        let graph = vet::vet(&proto)?;
        let names: Vec<_> = graph.output.iter().map(|output| output.name.as_str()).collect();
        let outputs = Outputs::find(&names)?;
        let [.., height, width] = shape;
        let (model, sizes) = graph::read(graph, [height, width])?;
        let logits = sizes.get(outputs.logits).map_or(0, |size| size.values());
        let runnable = model.into_runnable()?;
        Ok(Self { sha256, input: shape, runnable, outputs, logits })
    }
}

impl Classifier {
    /// Loads the network `onnx` that `card` (the bytes of a `model.json`)
    /// describes.
    ///
    /// # Errors
    ///
    /// [`ClassifierError`] if the card is not valid, the network is not the
    /// card's, or the network cannot be run.
    pub fn load(card: &[u8], onnx: &[u8]) -> Result<Self, ClassifierError> {
        let card = Card::from_json(card)?;
        // Checked before parsing: a file that is not the card's may contain
        // anything.
        let found = sha256(onnx);
        belongs(&card, &found)?;
        let network = Network::read(onnx, &card.input, found)?;
        Self::new(card, network)
    }

    /// Combines a loaded network with its card.
    ///
    /// # Errors
    ///
    /// [`ClassifierError`] if the card is not valid, or the network is not the
    /// card's, was loaded for another size or has another number of logits.
    pub fn new(card: Card, network: Network) -> Result<Self, ClassifierError> {
        belongs(&card, &network.sha256)?;
        let labels = card.labels()?;
        let [.., height, width] = network.input;
        if [width, height] != [card.input.width as usize, card.input.height as usize] {
            let problem = format!("it was loaded for {width} x {height} pixels");
            return Err(ClassifierError::Network(problem));
        }
        if network.logits != labels.len() {
            let (logits, labels) = (network.logits, labels.len());
            let problem = format!("it gives {logits} logits, not one for each of {labels} labels");
            return Err(ClassifierError::Network(problem));
        }
        Ok(Self { card, labels, network })
    }

    /// The card of this model.
    pub fn card(&self) -> &Card {
        &self.card
    }

    /// Its labels in class order.
    pub fn labels(&self) -> &Labels {
        &self.labels
    }

    /// Decodes and classifies a picture.
    ///
    /// # Errors
    ///
    /// [`ClassifierError::Picture`] if `bytes` are not a readable picture;
    /// [`ClassifierError::Network`] if the network fails.
    pub fn classify(&self, bytes: &[u8]) -> Result<Classification, ClassifierError> {
        let start = Instant::now();
        let picture = Picture::decode(bytes)?;
        self.judge(&picture, Decoder::Whence, start.elapsed())
    }

    /// Classifies a decoded picture; `decoder` and `decode`, the time that
    /// decoding took, are copied to the result.
    ///
    /// # Errors
    ///
    /// As [`classify`](Self::classify).
    pub fn judge(
        &self,
        picture: &Picture,
        decoder: Decoder,
        decode: Duration,
    ) -> Result<Classification, ClassifierError> {
        let start = Instant::now();
        let tensor = picture.tensor(&self.card.input)?;
        let resize = start.elapsed();
        let answer = self.answer(&tensor)?;
        let timings = Timings { decode, resize, inference: start.elapsed() - resize };
        let Answer { logits, evidence, embedding, foreign } = answer;
        let probabilities = calibrate(&logits, self.card.temperature);
        let predictions = Ranking::new(&self.labels, &probabilities);
        let predictions = predictions.ok_or_else(|| missing("a logit for each label"))?;
        let familiar = foreign.map_or(1.0, |logit| 1.0 / (1.0 + logit.exp()));
        let foreign = foreign.unwrap_or_else(|| -energy(&logits));
        let verdict = Verdict::new(&predictions, foreign, familiar, &self.card.thresholds);
        let size = picture.size();
        Ok(Classification {
            predictions,
            verdict,
            logits,
            evidence,
            foreign,
            familiar,
            embedding,
            size,
            decoder,
            timings,
        })
    }

    /// The answer to a tensor `[1, 3, height, width]`.
    fn answer(&self, tensor: &[f32]) -> Result<Answer, ClassifierError> {
        let answer = self.infer(tensor)?;
        let Input { mirrored: true, width, .. } = self.card.input else { return Ok(answer) };
        Ok(answer.mean(&self.infer(&mirrored(tensor, width as usize))?))
    }

    /// One forward pass over a tensor `[1, 3, height, width]`.
    fn infer(&self, tensor: &[f32]) -> Result<Answer, ClassifierError> {
        let Network { input, runnable, outputs, .. } = &self.network;
        let results = runnable.run(tvec!(Tensor::from_shape(input, tensor)?.into()))?;
        outputs.read(&results, &self.labels)
    }
}

fn belongs(card: &Card, found: &str) -> Result<(), ClassifierError> {
    if found == card.onnx.sha256 {
        return Ok(());
    }
    let expected = card.onnx.sha256.clone();
    Err(ClassifierError::Mismatch { expected, found: found.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::{
        error::PictureError,
        task::tests::{american, japanese},
    };
    use image::{ImageFormat, Rgb, RgbImage};
    use prost::Message as _;
    use std::io::Cursor;
    use tract_onnx::pb::{
        AttributeProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto,
        TensorShapeProto, TypeProto, ValueInfoProto, attribute_proto::AttributeType,
        tensor_proto::DataType, tensor_shape_proto::Dimension,
        tensor_shape_proto::dimension::Value as Size, type_proto,
    };

    fn value(name: &str, shape: &[i64]) -> ValueInfoProto {
        let dim = shape
            .iter()
            .map(|size| Dimension { value: Some(Size::DimValue(*size)), ..Dimension::default() });
        let tensor = type_proto::Tensor {
            elem_type: DataType::Float as i32,
            shape: Some(TensorShapeProto { dim: dim.collect() }),
        };
        let r#type = TypeProto {
            value: Some(type_proto::Value::TensorType(tensor)),
            ..TypeProto::default()
        };
        ValueInfoProto { name: name.to_owned(), r#type: Some(r#type), ..ValueInfoProto::default() }
    }

    fn node(op: &str, inputs: &[&str], output: &str, axes: &[i64]) -> NodeProto {
        let attribute = |(name, ints): (&str, &[i64])| AttributeProto {
            name: name.to_owned(),
            r#type: AttributeType::Ints as i32,
            ints: ints.to_vec(),
            ..AttributeProto::default()
        };
        let keepdims = AttributeProto {
            name: "keepdims".to_owned(),
            r#type: AttributeType::Int as i32,
            ..AttributeProto::default()
        };
        let mean = (op == "ReduceMean").then(|| vec![attribute(("axes", axes)), keepdims]);
        NodeProto {
            op_type: op.to_owned(),
            input: inputs.iter().map(|&name| name.to_owned()).collect(),
            output: vec![output.to_owned()],
            attribute: mean.unwrap_or_default(),
            ..NodeProto::default()
        }
    }

    fn constant(name: &str, dims: &[i64], values: &[f32]) -> TensorProto {
        TensorProto {
            name: name.to_owned(),
            dims: dims.to_vec(),
            data_type: DataType::Float as i32,
            raw_data: values.iter().flat_map(|value| value.to_le_bytes()).collect(),
            ..TensorProto::default()
        }
    }

    /// Red is evidence for American, green for Chinese, blue for Indian; the
    /// evidence for Japanese is constant. The embedding has the pixels,
    /// one colour after another.
    fn network(outputs: &[&str]) -> Vec<u8> {
        let weight = [4., 0., 0., 0., 4., 0., 0., 0., 4., 0., 0., 0.];
        let graph = GraphProto {
            name: "colours".to_owned(),
            node: vec![
                node("Conv", &["input", "weight", "bias"], "evidence", &[]),
                node("ReduceMean", &["evidence"], "logits", &[2, 3]),
                node("Flatten", &["input"], "embedding", &[]),
            ],
            initializer: vec![
                constant("weight", &[4, 3, 1, 1], &weight),
                constant("bias", &[4], &[0., 0., 0., 1.]),
            ],
            input: vec![value("input", &[1, 3, 8, 8])],
            output: outputs
                .iter()
                .map(|&name| match name {
                    "evidence" => value(name, &[1, 4, 8, 8]),
                    "embedding" => value(name, &[1, 3, 8]),
                    _ => value(name, &[1, 4]),
                })
                .collect(),
            ..GraphProto::default()
        };
        let opset = OperatorSetIdProto { domain: String::new(), version: 13 };
        let model = ModelProto {
            ir_version: 8,
            opset_import: vec![opset],
            graph: Some(graph),
            ..ModelProto::default()
        };
        model.encode_to_vec()
    }

    fn card_of(onnx: &[u8]) -> Card {
        let mut card = crate::core::card::tests::card();
        card.onnx.sha256 = sha256(onnx);
        card.temperature = 2.0;
        card
    }

    fn load(onnx: &[u8]) -> Result<Classifier, ClassifierError> {
        Classifier::load(card_of(onnx).to_json().unwrap().as_bytes(), onnx)
    }

    /// Blue on the left, red on the right.
    fn flag() -> Vec<u8> {
        let pixels =
            RgbImage::from_fn(16, 16, |x, _| Rgb(if x < 8 { [0, 0, 255] } else { [255, 0, 0] }));
        let mut bytes = Cursor::new(Vec::new());
        pixels.write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn one_pass_gives_everything() {
        let classifier = load(&network(&["embedding", "evidence", "logits"])).unwrap();
        let answer = classifier.classify(&flag()).unwrap();
        // With mean 0.5 and standard deviation 0.25, a channel is 2 or -2; red
        // and blue are 2 in one half of the picture, and green is -2
        // everywhere.
        for (logit, expected) in answer.logits.iter().zip([0.0, -8.0, 0.0, 1.0]) {
            assert!((logit - expected).abs() < 0.1, "{:?}", answer.logits);
        }
        let expected = calibrate(&answer.logits, 2.0);
        assert_eq!(answer.predictions.of(japanese()), expected[3]);
        assert_eq!((answer.foreign, answer.familiar), (-energy(&answer.logits), 1.0));
        assert_eq!(answer.embedding.len(), 3 * 8 * 8);
        assert_eq!(answer.size, (16, 16));
        assert!(matches!(answer.verdict, Verdict::Unsure { label } if label == japanese()));
    }

    #[test]
    fn evidence_lies_where_it_is_seen_and_averages_to_the_logit() {
        let answer = load(&network(&["logits", "evidence"])).unwrap().classify(&flag()).unwrap();
        let evidence = answer.evidence.unwrap();
        assert_eq!((evidence.width, evidence.height), (8, 8));
        let american = &evidence.maps[&american()];
        assert!(american[0] < -7.9 && american[7] > 7.9, "{american:?}");
        for (label, logit) in crate::core::task::tests::labels().iter().zip(answer.logits) {
            let map = &evidence.maps[&label];
            assert!((map.iter().sum::<f32>() / 64.0 - logit).abs() < 1e-4);
        }
    }

    #[test]
    fn the_mirror_image_counts_as_much() {
        let onnx = network(&["logits", "evidence", "embedding"]);
        let mut card = card_of(&onnx);
        let once = Classifier::load(card.to_json().unwrap().as_bytes(), &onnx).unwrap();
        card.input.mirrored = true;
        let both = Classifier::load(card.to_json().unwrap().as_bytes(), &onnx).unwrap();
        let (once, both) = (once.classify(&flag()).unwrap(), both.classify(&flag()).unwrap());
        // The mean over the picture and its mirror image has the same red on
        // both sides.
        assert!(once.embedding[0] < -1.9 && once.embedding[7] > 1.9, "{:?}", once.embedding);
        assert!(both.embedding[..8].iter().all(|red| red.abs() < 0.1), "{:?}", both.embedding);
        // The evidence of a pixel does not depend on its position, so the map
        // of the mirror image, mirrored back, is the same.
        assert_eq!(once.evidence, both.evidence);
        for (once, both) in once.logits.into_iter().zip(both.logits) {
            assert!((once - both).abs() < 1e-4);
        }
    }

    #[test]
    fn logits_alone_are_enough() {
        let answer = load(&network(&["logits"])).unwrap().classify(&flag()).unwrap();
        assert_eq!(answer.evidence, None);
        assert!(answer.embedding.is_empty());
    }

    #[test]
    fn a_network_that_is_not_the_cards_is_refused() {
        let card = crate::core::card::tests::card().to_json().unwrap();
        let error = Classifier::load(card.as_bytes(), &network(&["logits"])).unwrap_err();
        assert!(matches!(error, ClassifierError::Mismatch { .. }), "{error}");
    }

    #[test]
    fn what_is_no_network_is_refused() {
        let error = load(b"not a network").unwrap_err();
        assert!(matches!(error, ClassifierError::Network(_)), "{error}");
        let error = load(&network(&["evidence"])).unwrap_err();
        assert!(error.to_string().contains("logits"), "{error}");
    }

    #[test]
    fn what_would_be_misread_is_refused_by_name() {
        let edited = |edit: fn(&mut NodeProto)| {
            let mut model = ModelProto::decode(network(&["logits"]).as_slice()).unwrap();
            model.graph.as_mut().unwrap().node.iter_mut().for_each(edit);
            load(&model.encode_to_vec()).unwrap_err().to_string()
        };
        let error = edited(|node| {
            if node.op_type == "Conv" {
                node.op_type = "ConvTranspose".to_owned();
            }
        });
        assert!(error.contains("ConvTranspose"), "{error}");
        let error = edited(|node| {
            if node.op_type == "Conv" {
                node.attribute.push(AttributeProto {
                    name: "dilations".to_owned(),
                    ..AttributeProto::default()
                });
            }
        });
        assert!(error.contains("dilations"), "{error}");
    }

    #[test]
    fn a_network_with_other_labels_is_refused_before_it_is_asked() {
        let mut model = ModelProto::decode(network(&["logits"]).as_slice()).unwrap();
        for node in &mut model.graph.as_mut().unwrap().node {
            for name in node.input.iter_mut().chain(&mut node.output) {
                *name = match name.as_str() {
                    "logits" => "evidence".to_owned(),
                    "evidence" => "logits".to_owned(),
                    _ => continue,
                };
            }
        }
        let error = load(&model.encode_to_vec()).unwrap_err().to_string();
        assert!(error.contains("256 logits, not one for each of 4 labels"), "{error}");
    }

    /// The network with a `Clip` after its evidence, with these inputs as
    /// bounds.
    fn clipped(bounds: &[&str]) -> Result<Classifier, ClassifierError> {
        let mut model = ModelProto::decode(network(&["logits"]).as_slice()).unwrap();
        let graph = model.graph.as_mut().unwrap();
        let inputs = [&["evidence"], bounds].concat();
        graph.node.insert(1, node("Clip", &inputs, "clipped", &[]));
        graph.node[2].input = vec!["clipped".to_owned()];
        graph.initializer.extend([constant("least", &[], &[0.0]), constant("most", &[], &[6.0])]);
        load(&model.encode_to_vec())
    }

    #[test]
    fn clip_keeps_values_between_its_bounds() {
        let answer = clipped(&["least", "most"]).unwrap().classify(&flag()).unwrap();
        // The means of -8 and 8, of -8, of 8 and -8, and of 1, each clipped to
        // 0 to 6.
        for (logit, expected) in answer.logits.iter().zip([3.0, 0.0, 3.0, 1.0]) {
            assert!((logit - expected).abs() < 0.1, "{:?}", answer.logits);
        }
        for bounds in [&["least"][..], &["", "most"]] {
            let error = clipped(bounds).unwrap_err().to_string();
            assert!(error.contains("Clip without both bounds"), "{error}");
        }
    }

    #[test]
    fn a_result_that_has_another_use_is_not_clamped() {
        let mut model = ModelProto::decode(network(&["logits", "evidence"]).as_slice()).unwrap();
        let graph = model.graph.as_mut().unwrap();
        graph.node.insert(1, node("Relu", &["evidence"], "active", &[]));
        graph.node[2].input = vec!["active".to_owned()];
        let answer = load(&model.encode_to_vec()).unwrap().classify(&flag()).unwrap();
        assert!(answer.logits.iter().all(|logit| *logit >= 0.0), "{:?}", answer.logits);
        assert!(answer.evidence.unwrap().maps[&american()][0] < -7.9);
    }

    /// A network of one pointwise and one depthwise convolution; `between` is
    /// the name of what is between them.
    fn joined(between: &str, outputs: &[&str]) -> Vec<u8> {
        let mut model = ModelProto::decode(network(outputs).as_slice()).unwrap();
        let graph = model.graph.as_mut().unwrap();
        let mut depthwise = node("Conv", &[between, "kernels"], "filtered", &[]);
        depthwise.attribute.push(AttributeProto {
            name: "group".to_owned(),
            r#type: AttributeType::Int as i32,
            i: 4,
            ..AttributeProto::default()
        });
        graph.node = vec![
            node("Conv", &["input", "weight", "bias"], between, &[]),
            depthwise,
            node("ReduceMean", &["filtered"], "logits", &[2, 3]),
        ];
        let kernels: Vec<f32> = (0..36).map(|at| (at as f32).sin()).collect();
        graph.initializer.push(constant("kernels", &[4, 1, 3, 3], &kernels));
        model.encode_to_vec()
    }

    #[test]
    fn joined_layers_answer_as_separate_ones() {
        let together = load(&joined("between", &["logits"])).unwrap();
        let apart = load(&joined("evidence", &["logits", "evidence"])).unwrap();
        let [together, apart] = [together, apart].map(|model| model.classify(&flag()).unwrap());
        assert_eq!(together.logits, apart.logits);
        assert!(apart.evidence.unwrap().maps[&american()][0] < -7.9);
    }

    #[test]
    fn a_network_that_needs_too_much_memory_is_refused() {
        let edited = |edit: fn(&mut NodeProto)| {
            let mut model = ModelProto::decode(joined("between", &["logits"]).as_slice()).unwrap();
            model.graph.as_mut().unwrap().node.iter_mut().for_each(edit);
            load(&model.encode_to_vec()).unwrap_err().to_string()
        };
        let error = edited(|node| {
            if node.attribute.iter().any(|attribute| attribute.name == "group") {
                node.attribute.push(AttributeProto {
                    name: "pads".to_owned(),
                    r#type: AttributeType::Ints as i32,
                    ints: vec![4096; 4],
                    ..AttributeProto::default()
                });
            }
        });
        assert!(error.contains("with pads of"), "{error}");
        let mut model = ModelProto::decode(joined("between", &["logits"]).as_slice()).unwrap();
        let graph = model.graph.as_mut().unwrap();
        let large = constant("large", &[1 << 20, 1, 1, 1], &vec![1.0; 1 << 20]);
        graph.initializer.push(large);
        for number in 0..70 {
            let name = format!("copy {number}");
            graph.node.insert(0, node("Mul", &["large", "large"], &name, &[]));
        }
        let error = load(&model.encode_to_vec()).unwrap_err().to_string();
        assert!(error.contains("too many weights"), "{error}");
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        // The last one is finite, but its sums overflow.
        for wrong in [f32::NAN, f32::INFINITY, f32::MAX] {
            let mut model = ModelProto::decode(network(&["logits"]).as_slice()).unwrap();
            let weights = &mut model.graph.as_mut().unwrap().initializer;
            for weights in weights {
                let count = weights.raw_data.len() / 4;
                weights.raw_data = wrong.to_le_bytes().repeat(count);
            }
            let model = load(&model.encode_to_vec());
            assert_eq!(model.is_ok(), wrong.is_finite());
            let error = model.and_then(|model| model.classify(&flag())).unwrap_err();
            assert!(matches!(error, ClassifierError::Network(_)), "{error}");
            assert!(error.to_string().contains("not a number"), "{error}");
        }
    }

    #[test]
    fn a_bad_picture_leaves_the_classifier_working() {
        let classifier = load(&network(&["logits"])).unwrap();
        let error = classifier.classify(b"not a picture").unwrap_err();
        assert!(matches!(error, ClassifierError::Picture(PictureError::NotAPicture)), "{error}");
        assert!(classifier.classify(&flag()).is_ok());
    }
}
