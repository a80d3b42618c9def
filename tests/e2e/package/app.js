// The code of a museum's page: the module, the element in a form.
import * as whence from "@whence/classifier";
import "@whence/classifier/element";

window.whence = whence;
document.body.innerHTML = `<main>
  <h1>A museum</h1>
  <form>
    <whence-classifier name="culture"></whence-classifier>
    <button type="reset">Start again</button>
  </form>
</main>`;
document.body.dataset.state = "ready";
