//! The captions of pictures.

use super::View;

use crate::{
    app::words::message,
    met::{endpoint, record::display},
    net::museum::Work,
    page::{
        dom::{fill, lead_out, log, within},
        subject::Subject,
    },
};
use wasm_bindgen::JsValue;

impl View {
    /// Shows the caption of a picture.
    pub(super) fn label(&self, subject: &Subject) {
        self.dom.set_message(&self.preview, subject.alternative());
        self.caption.replace_children_with_node_0();
        match subject.original() {
            Subject::Own { source: Some(source), .. } => {
                let text = self.dom.document.create_element("span");
                if let Ok(text) = text {
                    self.dom.set_message(&text, message(*source));
                    log(self.caption.append_child(&text).map(drop));
                }
            }
            Subject::Own { name, .. } => self.caption.set_text_content(Some(name)),
            Subject::Work(work) => log(self.label_work(work)),
            Subject::Cropped { .. } => {}
        }
    }

    fn label_work(&self, work: &Work) -> Result<(), JsValue> {
        let (label, record) = (self.dom.instance("work-template")?, &work.record);
        fill(&label, ".title", &display(&record.title))?;
        fill(&label, ".by", &record.made_by())?;
        fill(&label, ".medium", &display(&record.medium))?;
        fill(&label, ".credit", &display(&record.credit_line))?;
        lead_out(&within(&label, ".met")?, &endpoint::page(record.object_id));
        self.caption.append_child(&label).map(drop)
    }
}
