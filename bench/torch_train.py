#!/usr/bin/env python3
"""The peer for what training learns: a run's recipe followed by plain PyTorch, on its shards, with its model and tokenizer.

  ./diptych train --config bench/torch-train.yaml --output runs/ours
  python3 bench/torch_train.py --run runs/ours --output runs/torch
  ./diptych report runs/ours runs/torch --output compare.html

It draws its own order and its own first values as open_clip does, or takes those of a checkpoint (--init), and writes the loss of
each logged step to OUTPUT/metrics.jsonl with the keys of our logs. A run's own first values are in the checkpoint of a twin that
did not move: the same recipe and seed with --set optimizer.lr=1e-12 --set train.epochs=2. Of a recipe it knows CLIP's loss with the mask by concept, AdamW, the cosine
schedule with its warm-up, and clipping; images whole, the first caption; float32. Others are refused. Needs Debian's
python3-torch, python3-pil and python3-yaml.
"""
import argparse
import glob
import json
import math
import os
import re
import sys
import tarfile
import time

import numpy
import torch
import torch.nn.functional as F
import yaml
from PIL import Image
from io import BytesIO
from torch import nn

MEAN = numpy.array([0.48145466, 0.4578275, 0.40821073], numpy.float32)
STD = numpy.array([0.26862954, 0.26130258, 0.27577711], numpy.float32)
WORD = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d|[^\W\d_]+|\d|(?:[^\s\w]|_)+")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", required=True, help="the run whose recipe, model and tokenizer are taken")
    parser.add_argument("--output", required=True, help="a folder that does not exist")
    parser.add_argument("--data", help="its shards, where they are no longer those of the recipe")
    parser.add_argument("--seed", type=int, help="default: the recipe's")
    parser.add_argument("--init", help="the run whose checkpoint has the first values")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def read_recipe(file):
    """The recipe, or an end of the program where it asks for what is not here."""
    recipe = yaml.safe_load(open(file, encoding="utf-8"))
    known = {
        "data.captions": "first", "loss.kind": "clip", "loss.mask": "concept", "loss.label_smoothing": 0,
        "loss.matryoshka": [], "optimizer.opt": "adamw", "schedule.lr_scheduler": "cosine", "train.accum_freq": 1,
        "augmentation.scale": [1, 1], "augmentation.ratio": [1, 1], "augmentation.hflip": 0,
        "augmentation.color_jitter_prob": 0, "augmentation.gray_scale_prob": 0, "augmentation.re_prob": 0,
    }
    for key, value in known.items():
        section, name = key.split(".")
        actual = recipe[section].get(name, value)
        if actual != value:
            sys.exit(f"recipe refused: {file}: {key}: {actual}, expected {value}")
    return recipe


def byte_alphabet():
    """GPT-2's: printable bytes stand for themselves, the others for what follows 255."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    return {byte: chr(byte) for byte in printable} | {byte: chr(256 + i) for i, byte in enumerate(others)}


class Tokenizer:
    def __init__(self, file, context):
        model = json.load(open(file, encoding="utf-8"))["model"]
        self.ids = model["vocab"]
        pairs = [tuple(merge.split(" ")) if isinstance(merge, str) else tuple(merge) for merge in model["merges"]]
        self.ranks = {pair: rank for rank, pair in enumerate(pairs)}
        self.alphabet = byte_alphabet()
        self.context = context
        self.known = {}

    def word(self, text):
        if text not in self.known:
            parts = [self.alphabet[byte] for byte in text.encode()]
            parts[-1] += "</w>"
            while len(parts) > 1:
                best = min(range(len(parts) - 1), key=lambda i: self.ranks.get((parts[i], parts[i + 1]), math.inf))
                if (parts[best], parts[best + 1]) not in self.ranks:
                    break
                parts[best : best + 2] = [parts[best] + parts[best + 1]]
            self.known[text] = [self.ids[part] for part in parts]
        return self.known[text]

    def encode(self, caption):
        start, end = len(self.ids) - 2, len(self.ids) - 1
        ids = [id for word in WORD.findall(caption.lower()) for id in self.word(word)]
        row = [start, *ids[: self.context - 2], end]
        return row + [0] * (self.context - len(row)), len(row) - 1


def load(folder, side, tokenizer):
    images, rows, ends, concepts = [], [], [], []
    for shard in sorted(glob.glob(os.path.join(folder, "*.tar"))):
        with tarfile.open(shard) as tar:
            members = {member.name: member for member in tar.getmembers()}
            for name in sorted(name for name in members if name.endswith(".json")):
                facts = json.load(tar.extractfile(members[name]))
                picture = next(members[facts["key"] + e] for e in (".png", ".jpg", ".webp") if facts["key"] + e in members)
                image = Image.open(BytesIO(tar.extractfile(picture).read())).convert("RGBA")
                white = Image.new("RGBA", image.size, "white")
                pixels = Image.alpha_composite(white, image).convert("RGB").resize((side, side), Image.BICUBIC)
                images.append(((numpy.asarray(pixels, numpy.float32) / 255 - MEAN) / STD).transpose(2, 0, 1))
                row, end = tokenizer.encode(facts["captions"][0])
                rows.append(row)
                ends.append(end)
                concepts.append(facts["concept"])
    numbers = {concept: number for number, concept in enumerate(dict.fromkeys(concepts))}
    groups = torch.tensor([numbers[concept] for concept in concepts])
    return torch.from_numpy(numpy.stack(images)), torch.tensor(rows), torch.tensor(ends), groups


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attn = nn.MultiheadAttention(width, heads, batch_first=True)
        self.c_fc, self.c_proj = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x, mask):
        h = self.ln_1(x)
        x = x + self.attn(h, h, h, need_weights=False, attn_mask=mask)[0]
        return x + self.c_proj(F.gelu(self.c_fc(self.ln_2(x))))


class Clip(nn.Module):
    def __init__(self, config):
        super().__init__()
        vision, text, embed = config["vision_cfg"], config["text_cfg"], config["embed_dim"]
        width, self.side = vision["width"], vision["image_size"]
        tokens = (self.side // vision["patch_size"]) ** 2 + 1
        scale = width**-0.5
        self.conv1 = nn.Conv2d(3, width, vision["patch_size"], vision["patch_size"], bias=False)
        self.class_embedding = nn.Parameter(scale * torch.randn(width))
        self.image_positions = nn.Parameter(scale * torch.randn(tokens, width))
        self.ln_pre, self.ln_post = nn.LayerNorm(width), nn.LayerNorm(width)
        self.proj = nn.Parameter(scale * torch.randn(width, embed))
        heads = width // vision.get("head_width", 64)
        self.image_blocks = nn.ModuleList(Block(width, heads) for _ in range(vision["layers"]))
        width, layers = text["width"], text["layers"]
        self.token_embedding = nn.Embedding(text["vocab_size"], width)
        self.text_positions = nn.Parameter(0.01 * torch.randn(text["context_length"], width))
        self.text_blocks = nn.ModuleList(Block(width, text["heads"]) for _ in range(layers))
        self.ln_final = nn.LayerNorm(width)
        self.text_projection = nn.Parameter(width**-0.5 * torch.randn(width, embed))
        self.logit_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))
        nn.init.normal_(self.token_embedding.weight, std=0.02)
        for block in self.text_blocks:
            nn.init.normal_(block.attn.in_proj_weight, std=width**-0.5)
            nn.init.normal_(block.attn.out_proj.weight, std=width**-0.5 * (2 * layers) ** -0.5)
            nn.init.normal_(block.c_fc.weight, std=(2 * width) ** -0.5)
            nn.init.normal_(block.c_proj.weight, std=width**-0.5 * (2 * layers) ** -0.5)

    def image(self, pixels):
        x = self.conv1(pixels).flatten(2).transpose(1, 2)
        x = torch.cat([self.class_embedding.expand(len(x), 1, -1), x], 1) + self.image_positions
        x = self.ln_pre(x)
        for block in self.image_blocks:
            x = block(x, None)
        return F.normalize(self.ln_post(x[:, 0]) @ self.proj, dim=-1)

    def text(self, ids, ends):
        longest = int(ends.max()) + 1  # what follows reaches no loss
        x = self.token_embedding(ids[:, :longest]) + self.text_positions[:longest]
        mask = torch.full((longest, longest), -math.inf).triu(1)
        for block in self.text_blocks:
            x = block(x, mask)
        return F.normalize(self.ln_final(x[torch.arange(len(x)), ends]) @ self.text_projection, dim=-1)


def first_values(file):
    """The tensors of an open_clip checkpoint by our names; all are float32."""
    with open(file, "rb") as contents:
        header = json.loads(contents.read(int.from_bytes(contents.read(8), "little")))
        contents = contents.read()
    header.pop("__metadata__", None)
    values = {}
    for name, entry in header.items():
        side = "image" if name.startswith("visual.") else "text"
        rest = name.removeprefix("visual.")
        rest = rest.replace("transformer.resblocks", side + "_blocks").replace("mlp.", "")
        begin, end = entry["data_offsets"]
        array = numpy.frombuffer(contents[begin:end], numpy.float32).reshape(entry["shape"])
        values[f"{side}_positions" if rest == "positional_embedding" else rest] = torch.from_numpy(array.copy())
    return values


def main():
    a = arguments()
    recipe = read_recipe(os.path.join(a.run, "recipe.yaml"))
    recipe["seed"] = recipe["seed"] if a.seed is None else a.seed
    os.makedirs(a.output)
    with open(os.path.join(a.output, "recipe.yaml"), "w", encoding="utf-8") as file:
        yaml.safe_dump(recipe, file, sort_keys=False)
    torch.set_num_threads(a.threads)
    torch.manual_seed(recipe["seed"])
    train, tuning = recipe["train"], {key: value for key, value in recipe["optimizer"].items() if key != "opt"}
    tuning = {key: float(value) for key, value in tuning.items()}
    batch, epochs, warmup = train["batch_size"], train["epochs"], recipe["schedule"]["warmup"]
    config = json.load(open(os.path.join(a.run, "checkpoint", "open_clip_config.json")))["model_cfg"]
    tokenizer = Tokenizer(os.path.join(a.run, "checkpoint", "tokenizer.json"), config["text_cfg"]["context_length"])
    model = Clip(config)
    if a.init:
        model.load_state_dict(first_values(os.path.join(a.init, "checkpoint", "open_clip_model.safetensors")))
    images, ids, ends, groups = load(a.data or recipe["data"]["train"], model.side, tokenizer)
    plain = [p for n, p in model.named_parameters() if p.ndim < 2 or n.endswith("positions") or n == "logit_scale"]
    decayed = [p for p in model.parameters() if all(p is not q for q in plain)]
    optimizer = torch.optim.AdamW(
        [dict(params=decayed), dict(params=plain, weight_decay=0)],
        betas=(tuning["beta1"], tuning["beta2"]), eps=tuning["eps"],
        weight_decay=tuning["wd"],
    )
    per_epoch = len(images) // batch
    total, step, start = per_epoch * epochs, 0, time.perf_counter()
    with open(os.path.join(a.output, "metrics.jsonl"), "w") as log:
        for epoch in range(epochs):
            order = torch.randperm(len(images))
            for part in order[: per_epoch * batch].split(batch):
                done = (step - warmup) / (total - warmup)
                lr = tuning["lr"] * ((step + 1) / warmup if step < warmup else (1 + math.cos(math.pi * done)) / 2)
                for group in optimizer.param_groups:
                    group["lr"] = lr
                image, text = model.image(images[part]), model.text(ids[part], ends[part])
                same = groups[part][:, None] == groups[part][None]
                logits = model.logit_scale.exp() * image @ text.t()
                logits = logits.masked_fill(same & ~torch.eye(len(part), dtype=bool), -math.inf)
                target = torch.arange(len(part))
                loss = (F.cross_entropy(logits, target) + F.cross_entropy(logits.t(), target)) / 2
                optimizer.zero_grad()
                loss.backward()
                norm = nn.utils.clip_grad_norm_(model.parameters(), tuning["grad_clip_norm"])
                optimizer.step()
                with torch.no_grad():
                    model.logit_scale.clamp_(0, math.log(100))
                step += 1
                if step % train["log_every_n_steps"] == 0 or step in (1, total):
                    seconds = time.perf_counter() - start
                    line = dict(step=step, epoch=round(step / per_epoch, 4), loss=loss.item(), lr=lr,
                                logit_scale=model.logit_scale.exp().item(), grad_norm=norm.item(),
                                pairs_per_second=step * batch / seconds, flops_per_second=0, mfu=0, data_wait=0,
                                seconds=seconds)
                    log.write(json.dumps(line) + "\n")
                    log.flush()
    print(f"{a.output}: {total} steps in {seconds:.0f} s, last loss {loss.item():.3f}")


main()
