"""Trains the model that judges blocks, and says how well it does on sites that it has not seen.

    python benchmarks/train_body.py [--seeds N] [--write]

Pages are the corpora's (see benchmarks/score_reader.py); whole bodies label every block of a page, passages
that must or must not stand in the body label the blocks that hold them. Folds are cut by registered domain,
so that no site stands on both sides. `--write` trains on all pages and writes tasks/clean/body_model.npz.
It needs catboost, which the project itself does not: dependency group "train".
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import catboost
import numpy as np
from tld import get_fld

from benchmarks.corpora import CORPORA, page_of
from tasks.clean.blocks import PageBlock
from tasks.clean.body import settle
from tasks.clean.charset import decode
from tasks.clean.features import company
from tasks.clean.metadata import collect
from tasks.clean.page import parse
from tasks.clean.sift import Candidates, sift
from tasks.clean.text import block_hash, tidy

MODEL = Path(__file__).parents[1] / "tasks" / "clean" / "body_model.npz"
FOLDS = 5
INNER_SEED = 100  # of the folds within a training
SHINGLE = 4
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")


@dataclass
class Sample:
    """One page: its blocks, the labels (1, 0, -1 unknown) and weights of all, what place alone removes."""

    id: str
    site: str
    blocks: list[PageBlock]
    reasons: list[str | None]
    candidates: Candidates
    y: Any
    weight: Any
    gold: dict[str, Any]


def site_of(item: dict[str, str]) -> str:
    """The registered domain; of an archived page that of the original."""
    url = item["url"] or ""
    inner = re.search(r"web\.archive\.org/web/[^/]+/(.+)", url)
    if inner:
        url = inner.group(1) if "//" in inner.group(1) else "http://" + inner.group(1)
    return get_fld(url, fail_silently=True) or item["id"].split(":", 1)[1].split(".html")[0]


def sample_of(pair: tuple[dict[str, str], dict[str, Any]]) -> Sample | None:
    """Reads one page."""
    item, gold = pair
    page = parse(item["url"] or "", decode(page_of(item)))
    blocks = page.walked.blocks
    if not blocks:
        return None
    hashes = [block_hash(block.text) for block in blocks]
    texts = [block.text for block in blocks]
    reasons, candidates = sift(blocks, hashes, collect(page))
    if candidates.features is None:
        return None
    if "body" in gold:
        y, weight = label_by_body(texts, gold["body"])
    else:
        y, weight = label_by_passages(texts, gold)
    return Sample(item["id"], site_of(item), blocks, reasons, candidates, y, weight, gold)


def label_by_body(texts: list[str], body: str) -> tuple[Any, Any]:
    """1 for a block whose words stand in the body; a block weighs as much as its share of the body's words.

    Each passage of the body is given to one block only: of several copies to the one that stands among
    others of the body.
    """
    gold_words = WORD.findall(tidy(body))
    remaining = Counter(
        tuple(gold_words[i : i + n]) for n in (1, 2, 3, SHINGLE) for i in range(len(gold_words) - n + 1)
    )
    grams_of = []
    for text in texts:
        own = WORD.findall(text)
        size = min(SHINGLE, max(len(own), 1))
        grams_of.append([tuple(own[i : i + size]) for i in range(len(own) - size + 1)])
    candidate = np.array(
        [
            len(grams) if grams and sum(g in remaining for g in grams) > 0.5 * len(grams) else 0
            for grams in grams_of
        ]
    )
    company = (
        np.convolve(np.minimum(candidate, 60), np.ones(9), "same") if len(texts) > 8 else candidate * 1.0
    )
    y = np.zeros(len(texts))
    for at in np.argsort(-(company + np.minimum(candidate, 60)), kind="stable"):
        grams = grams_of[at]
        if not candidate[at] or sum(remaining[gram] > 0 for gram in grams) <= 0.5 * len(grams):
            continue
        if len(grams) <= 1 and company[at] - candidate[at] < 20:
            continue
        y[at] = 1
        own = WORD.findall(texts[at])
        remaining.subtract(tuple(own[i : i + n]) for n in (1, 2, 3, SHINGLE) for i in range(len(own) - n + 1))
    sizes = np.array([len(WORD.findall(text)) for text in texts])
    return y, 0.02 + 10 * np.minimum(sizes / max(len(gold_words), 30), 1.0)


def label_by_passages(texts: list[str], gold: dict[str, Any]) -> tuple[Any, Any]:
    """1 for a block that holds a passage that must be there, 0 for one that must not, -1 for all others."""
    y = np.full(len(texts), -1.0)
    for at, text in enumerate(texts):
        if any(tidy(passage) in text for passage in gold.get("without", [])):
            y[at] = 0
        if any(tidy(passage) in text for passage in gold.get("with", [])):
            y[at] = 1
    return y, np.full(len(texts), 0.6)


def load() -> list[Sample]:
    """All pages with labels."""
    golds = {}
    with (CORPORA / "gold.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            gold = json.loads(line)
            golds[gold["id"]] = gold
    with (CORPORA / "manifest.jsonl").open(encoding="utf-8") as lines:
        items = [json.loads(line) for line in lines]
    pairs = [
        (item, golds[item["id"]]) for item in items if item["corpus"] in ("zyte", "fundus", "trafilatura")
    ]
    return [sample for sample in map(sample_of, pairs) if sample]


def scorer() -> ModuleType:
    """The corpora's own score.py."""
    spec = importlib.util.spec_from_file_location("score", CORPORA / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def folds_of(samples: list[Sample], seed: int) -> list[int]:
    """A fold for each sample; all pages of a site are in one."""
    sites = sorted({sample.site for sample in samples})
    np.random.default_rng(seed).shuffle(sites)
    fold = {site: at % FOLDS for at, site in enumerate(sites)}
    return [fold[sample.site] for sample in samples]


PARAMETERS = {
    "loss_function": "Logloss", "learning_rate": 0.06, "depth": 6, "iterations": 200, "l2_leaf_reg": 5.0,
    "rsm": 0.3, "subsample": 0.7, "bootstrap_type": "Bernoulli", "random_seed": 3, "thread_count": 2,
    "verbose": False, "allow_writing_files": False, "border_count": 64,
}  # fmt: skip


@dataclass
class Judge:
    """The models of the first and the second judgement."""

    first: Any
    second: Any

    def chances(self, sample: Sample) -> Any:
        """For each candidate of a page the probability that it belongs to the body."""
        rows = seen_again(sample, _chances(self.first, sample.candidates.features))
        return _chances(self.second, rows)


def _chances(model: Any, rows: Any) -> Any:
    return model.predict_proba(rows)[:, 1]


def seen_again(sample: Sample, glance: Any) -> Any:
    """What the second judgement goes by: the features, and what the first made of the blocks around."""
    blocks = [sample.blocks[at] for at in sample.candidates.at]
    return np.hstack([sample.candidates.features, company(blocks, glance)])


def train(samples: list[Sample]) -> Judge:
    """The second judgement learns from first ones by models that had not seen the page's site, either."""
    rows = [sample.candidates.features for sample in samples]
    folds = folds_of(samples, INNER_SEED)
    glances: list[Any] = [None] * len(samples)
    for fold in range(FOLDS):
        others = [at for at, other in enumerate(folds) if other != fold]
        model = _fit([samples[at] for at in others], [rows[at] for at in others])
        for at in (at for at, other in enumerate(folds) if other == fold):
            glances[at] = _chances(model, rows[at])
    again = [seen_again(sample, glance) for sample, glance in zip(samples, glances, strict=True)]
    return Judge(_fit(samples, rows), _fit(samples, again))


def _fit(samples: list[Sample], rows: list[Any]) -> Any:
    """A boosted model of symmetric trees; `rows` are what it knows of each page's candidates."""
    y = np.concatenate([s.y[s.candidates.at] for s in samples])
    weight = np.concatenate([s.weight[s.candidates.at] for s in samples])
    known = y >= 0
    model = catboost.CatBoostClassifier(**PARAMETERS)
    return model.fit(catboost.Pool(np.vstack(rows)[known], y[known], weight=weight[known]))


def body_of(judge: Judge, sample: Sample) -> str:
    """The body of a page as the models and the rules around them cut it out."""
    reasons = list(sample.reasons)
    settle(sample.blocks, reasons, sample.candidates, judge.chances(sample))
    return _joined(sample, [reason is None for reason in reasons])


def _joined(sample: Sample, is_kept: Iterable[bool]) -> str:
    return "\n\n".join(block.text for block, kept in zip(sample.blocks, is_kept, strict=True) if kept)


def cross_validate(samples: list[Sample], seed: int) -> list[str]:
    """The body of each page by models that have not seen its site."""
    folds = folds_of(samples, seed)
    out = [""] * len(samples)
    for fold in range(FOLDS):
        judge = train([s for s, f in zip(samples, folds, strict=True) if f != fold])
        for at, sample in enumerate(samples):
            if folds[at] == fold:
                out[at] = body_of(judge, sample)
    return out


def report(samples: list[Sample], bodies: list[str]) -> dict[str, float]:
    """The scores of the bodies."""
    golds = {sample.id: sample.gold for sample in samples}
    preds = {sample.id: {"body": body} for sample, body in zip(samples, bodies, strict=True)}
    result = scorer().score(golds, preds)
    return {key: value for key, value in result.items() if "body" in key or "seg" in key}


def print_mean(title: str, reports: list[dict[str, float]]) -> None:
    """Prints the mean of each score."""
    print(title)
    for key in sorted(reports[0]):
        print(f"  {key:24}{np.mean([one[key] for one in reports]):8.4f}")


def write(judge: Judge) -> None:
    """Writes the models as arrays (see tasks/clean/model.py)."""
    arrays = {
        f"{name}_{key}": array
        for name, model in (("first", judge.first), ("second", judge.second))
        for key, array in _arrays(model).items()
    }
    np.savez_compressed(MODEL, **arrays)


def _arrays(model: Any) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        saved = json.loads(path.read_text(encoding="utf-8"))
    trees = saved["oblivious_trees"]
    depth = max(len(tree["splits"] or []) for tree in trees)
    features = np.zeros((len(trees), depth), np.int16)
    borders = np.full((len(trees), depth), np.inf, np.float32)
    leaves = np.zeros((len(trees), 1 << depth), np.float32)
    for number, tree in enumerate(trees):
        for level, split in enumerate(tree["splits"] or []):
            features[number, level] = split["float_feature_index"]
            borders[number, level] = split["border"]
        leaves[number, : len(tree["leaf_values"])] = tree["leaf_values"]
    scale, bias = saved["scale_and_bias"]
    return {
        "features": features,
        "borders": borders,
        "leaves": leaves * scale,
        "bias": np.float32(bias[0]),
    }


def main() -> None:
    """Cross-validates, prints the scores, and writes the model if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="train on all pages and write the model")
    parser.add_argument("--seeds", type=int, default=5, help="how many ways to cut the folds (default: 5)")
    arguments = parser.parse_args()
    samples = load()
    print_mean("the labels themselves", [report(samples, [_joined(s, s.y > 0) for s in samples])])
    seeds = range(1, arguments.seeds + 1)
    unseen = [report(samples, cross_validate(samples, seed)) for seed in seeds]
    print_mean(f"sites not seen, the mean of {len(unseen)} ways to cut the folds", unseen)
    judge = train(samples)
    print_mean("pages trained on", [report(samples, [body_of(judge, sample) for sample in samples])])
    if arguments.write:
        write(judge)


if __name__ == "__main__":
    main()
