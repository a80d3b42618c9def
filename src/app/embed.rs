//! The message to a page that embeds this one, and the HTML that it needs.

use super::{format::escaped, setting::Origin};
use crate::core::{
    classification::Classification,
    label::Label,
    prediction::{Prediction, Ranking},
    verdict::Verdict,
};
use form_urlencoded::byte_serialize;
use serde::Serialize;

/// The frame's width in pixels of a style sheet.
pub const WIDTH: u32 = 420;

/// The frame's height in pixels of a style sheet.
pub const HEIGHT: u32 = 720;

/// The message about an answer. It is public: `docs/embedding.md` describes it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Told {
    #[serde(rename = "type")]
    kind: &'static str,
    verdict: &'static str,
    labels: Vec<Label>,
    probabilities: Vec<f32>,
    work: Option<u32>,
}

impl Told {
    /// The message about an answer; for a work of The Met, with its number.
    pub fn new(answer: &Classification, work: Option<u32>) -> Self {
        Self::about(answer.verdict, &answer.predictions, work)
    }

    fn about(verdict: Verdict, predictions: &Ranking, work: Option<u32>) -> Self {
        let each = predictions.iter().map(|Prediction { label, probability }| (label, probability));
        let (labels, probabilities) = each.unzip();
        Self { kind: "whence-answer", verdict: verdict.name(), labels, probabilities, work }
    }
}

/// The HTML that embeds the page at `address`, whose origin is `origin`, in a
/// page of the origin `parent`.
pub fn code(address: &str, origin: &str, parent: &Origin) -> String {
    let stated: String = byte_serialize(parent.as_str().as_bytes()).collect();
    let source = escaped(&format!("{address}#embed?origin={stated}"));
    format!(
        r#"<iframe src="{source}" title="Whence" width="{WIDTH}" height="{HEIGHT}" style="border: 0" allow="camera; clipboard-write"></iframe>
<script>
  addEventListener("message", ({{ origin, data }}) => {{
    if (origin === "{origin}" && data?.type === "whence-answer") console.log(data);
  }});
</script>
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::label::Labels;
    use serde_json::json;

    fn told(probabilities: &[f32; 3], work: Option<u32>) -> serde_json::Value {
        let labels = ["chinese", "indian", "japanese"].map(|name| Label::new(name).unwrap());
        let ranking = Ranking::new(&Labels::new(labels.to_vec()).unwrap(), probabilities).unwrap();
        let verdict = Verdict::Confident { label: ranking.first().label };
        serde_json::to_value(Told::about(verdict, &ranking, work)).unwrap()
    }

    #[test]
    fn an_answer_is_told_likeliest_label_first() {
        let expected = json!({
            "type": "whence-answer",
            "verdict": "confident",
            "labels": ["indian", "japanese", "chinese"],
            "probabilities": [0.75, 0.1875, 0.0625],
            "work": 39901,
        });
        assert_eq!(told(&[0.0625, 0.75, 0.1875], Some(39901)), expected);
        let own = told(&[1.0, 0.0, 0.0], None);
        assert_eq!(own["work"], json!(null), "it is the visitor's own picture");
    }

    #[test]
    fn the_code_names_the_page_and_both_origins() {
        let parent = Origin::new("https://museum.example:8443").unwrap();
        let code = code("https://whence.example/app/", "https://whence.example", &parent);
        let source =
            "src=\"https://whence.example/app/#embed?origin=https%3A%2F%2Fmuseum.example%3A8443\"";
        assert!(code.contains(source), "{code}");
        assert!(code.contains("if (origin === \"https://whence.example\" &&"), "{code}");
        assert!(code.contains("allow=\"camera; clipboard-write\""), "{code}");
        assert!(code.contains("width=\"420\" height=\"720\""), "{code}");
    }

    #[test]
    fn an_address_stays_within_its_quotes() {
        let parent = Origin::new("https://museum.example").unwrap();
        let code = code("https://whence.example/?a=\"&b=<", "https://whence.example", &parent);
        assert!(code.starts_with("<iframe src=\"https://whence.example/?a=&quot;&amp;b=&lt;#"));
    }
}
