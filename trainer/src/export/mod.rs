//! Export: the ONNX file, its card, and the folder of both.

mod calibration;
pub mod card;
pub mod model;
pub mod onnx;
