"""Classify a collection of any size with Ray Data and ONNX Runtime.

    python classify.py PICTURES... --model DIR --out DIR [--jobs N]

PICTURES are files or folders: local ones, or addresses that pyarrow reads, such
as s3://bucket/folder. The answers are Parquet files in the folder --out: one row
a picture, as `whence classify` has them, and its embedding. On one machine Ray
uses every core; on a cluster (`ray up`, or RAY_ADDRESS) every machine of it.
"""

import argparse
import io
import json
from pathlib import Path

import numpy as np
import onnxruntime
import ray
from PIL import Image, ImageCms, ImageOps

PICTURES = ["jpg", "jpeg", "png", "webp", "gif", "bmp"]


class Classifier:
    """A model: its card `model.json` and its network, side by side."""

    def __init__(self, model):
        card = json.loads((Path(model) / "model.json").read_text(encoding="utf-8"))
        self.input, self.thresholds = card["input"], card["thresholds"]
        self.temperature = card["temperature"]
        self.labels = [label["id"] for label in card["task"]["labels"]]
        if self.input["filter"] != "bilinear" or self.input["mirrored"]:
            raise SystemExit("this example is for models without the mirror image and with a bilinear filter")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # Ray runs one actor a core.
        network = str(Path(model) / card["onnx"]["file"])
        self.session = onnxruntime.InferenceSession(network, options, ["CPUExecutionProvider"])

    def __call__(self, batch):
        """A row for each picture of a batch of Ray Data."""
        rows = [self.row(*picture) for picture in zip(batch["path"], batch["bytes"])]
        return {name: [row[name] for row in rows] for name in rows[0]}

    def row(self, path, data):
        """The answer to one picture, or the reason why there is none."""
        row = dict.fromkeys([*self.labels, "verdict", "about", "foreign", "embedding", "error"])
        row["name"] = path
        try:
            row.update(self.classify(Image.open(io.BytesIO(data))))
        except Exception as error:  # One bad file must not end half a million.
            row["error"] = f"{type(error).__name__}: {error}"
        return row

    def classify(self, picture):
        """The probabilities, the verdict and the embedding of a picture."""
        outputs = dict(zip(
            [output.name for output in self.session.get_outputs()],
            self.session.run(None, {"input": self.tensor(picture)}),
        ))
        logits, foreign = outputs["logits"][0], float(outputs["foreign"][0, 0])
        exponentials = np.exp((logits - logits.max()) / self.temperature)
        probabilities = (exponentials / exponentials.sum()).tolist()
        ranking = sorted(zip(probabilities, self.labels), reverse=True)
        verdict, about = self.verdict(ranking, foreign)
        return {
            **dict(zip(self.labels, probabilities)),
            "verdict": verdict,
            "about": about,
            "foreign": foreign,
            "embedding": outputs["embedding"][0].tolist(),
        }

    def tensor(self, picture):
        """Upright sRGB over white, squashed to the network's size, normalised."""
        picture = to_srgb(ImageOps.exif_transpose(picture))
        size = (self.input["width"], self.input["height"])
        pixels = np.asarray(picture.resize(size, Image.Resampling.BILINEAR), np.float32) / 255
        values = (pixels - np.float32(self.input["mean"])) / np.float32(self.input["std"])
        return values.transpose(2, 0, 1)[None]

    def verdict(self, ranking, foreign):
        """What the probabilities are worth, and the labels that it is about."""
        (first, likeliest), (second, next_likeliest) = ranking[:2]
        # The probability that the picture has one of the labels.
        familiar = 1 / (1 + np.exp(foreign))
        if foreign > self.thresholds["foreign"]:
            return "not_one_of_these", []
        if familiar * first >= self.thresholds["confident"]:
            return "confident", [likeliest]
        if first < self.thresholds["confident"] and first + second >= self.thresholds["torn"]:
            return "torn", [likeliest, next_likeliest]
        return "unsure", [likeliest]


def to_srgb(picture):
    """The colours of a picture as a browser shows them, over white."""
    profile = picture.info.get("icc_profile")
    if "A" in picture.getbands() or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture).convert("RGB")
    if profile and picture.mode in ("RGB", "L", "CMYK"):
        profile, srgb = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
        picture = ImageCms.profileToProfile(picture, profile, srgb, outputMode="RGB")
    return picture.convert("RGB")


def main():
    """Reads, classifies and writes as a stream: no machine holds all of it."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("pictures", nargs="+", help="files, folders or addresses")
    arguments.add_argument("--model", default="model", help="folder of the model [model]")
    arguments.add_argument("--out", required=True, help="folder for the Parquet files")
    arguments.add_argument("--jobs", type=int, help="actors at most [one a core of the cluster]")
    given = arguments.parse_args()
    ray.init()
    jobs = given.jobs or int(ray.cluster_resources()["CPU"])
    model = str(Path(given.model).resolve())
    pictures = ray.data.read_binary_files(
        given.pictures, include_paths=True, file_extensions=PICTURES
    )
    answers = pictures.map_batches(
        Classifier,
        fn_constructor_args=[model],
        batch_size=32,
        compute=ray.data.ActorPoolStrategy(min_size=1, max_size=jobs),
    )
    answers.write_parquet(given.out)


if __name__ == "__main__":
    main()
