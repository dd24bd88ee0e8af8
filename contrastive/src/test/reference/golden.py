#!/usr/bin/env python3
"""Makes the golden files of ../resources/golden: what PyTorch computes for two small models.

Run from this folder with Debian 12's packages python3-torch 1.13.1+dfsg-4 and python3-numpy 1.24.2:

    /usr/bin/python3 golden.py ../resources/golden/clip-quickgelu ../resources/golden/siglip

Each folder holds the open_clip_config.json that is read, and gets
    open_clip_model.safetensors   the weights, float32, from the closed formula of draw()
    pixels.safetensors            images, float32 [B, 3, S, S], from the same formula
    inputs.json                   captions' ids [B, T], and where each one's end of text stands
    expected.json                 embeddings, logits, loss, and the gradient's norm of every tensor

The towers are written from the papers (Dosovitskiy et al. 2021, Radford et al. 2021, Zhai et al. 2022 for pooling by
attention, Zhai et al. 2023) with torch.nn.functional, in float64. The gradients are those of PyTorch's autograd.
"""

import json
import math
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

PAIRS = 5
GOLDEN = 0.6180339887498949


def draw(name, shape, offset, scale):
    """offset + scale * sqrt(2) sin((i + 1)^2 g + crc32(name) mod 1000), rounded to float32."""
    i = np.arange(1, int(np.prod(shape)) + 1, dtype=np.float64)
    phase = float(zlib.crc32(name.encode()) % 1000)
    return (offset + scale * (math.sqrt(2) * np.sin(i * i * GOLDEN + phase))).astype(np.float32).reshape(shape)


def weight(name, shape):
    """Norms near one, biases small, all else of about unit gain."""
    if name == "logit_scale":
        return draw(name, shape, 2.1, 0)
    if name == "logit_bias":
        return draw(name, shape, -3.7, 0)
    if name.endswith(("latent", "gamma")):
        return draw(name, shape, 0, 1)
    if len(shape) == 1:
        gain = ("ln_" in name or "norm" in name) and name.endswith(".weight")
        return draw(name, shape, 1 if gain else 0, 0.2)
    rows = shape[1] if shape[0] == 1 else shape[0]
    return draw(name, shape, 0, 1 / math.sqrt(int(np.prod(shape)) // rows))


class Weights:
    """Tensors by name, drawn when they are first asked for."""

    def __init__(self):
        self.tensors = {}

    def __call__(self, name, *shape):
        if name not in self.tensors:
            self.tensors[name] = torch.tensor(weight(name, shape).astype(np.float64), requires_grad=True)
        return self.tensors[name]


def linear(w, x, name, out):
    """The weight and bias are called name and "weight" or "bias"."""
    return F.linear(x, w(name + "weight", out, x.shape[-1]), w(name + "bias", out))


def norm(w, x, name, eps):
    return F.layer_norm(x, x.shape[-1:], w(name + ".weight", x.shape[-1]), w(name + ".bias", x.shape[-1]), eps)


def attend(q, k, v, heads, mask=None):
    """Multi-head attention of [B, N, W] over [B, T, W]."""
    q, k, v = (x.unflatten(-1, (heads, -1)).transpose(1, 2) for x in (q, k, v))
    scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
    if mask is not None:
        scores = scores + mask
    return (scores.softmax(-1) @ v).transpose(1, 2).flatten(2)


OPEN_CLIP = ["transformer.resblocks.", "ln_1", "attn.in_proj_", "attn.out_proj.", "ln_2", "mlp.c_fc.", "mlp.c_proj."]
TIMM = ["blocks.", "norm1", "attn.qkv.", "attn.proj.", "norm2", "mlp.fc1.", "mlp.fc2."]


def blocks(w, x, tower, names, cfg, heads, gelu, mask=None):
    """Pre-norm residual blocks, under open_clip's or timm's names."""
    width, eps = x.shape[-1], epsilon(cfg)
    prefix, ln_1, qkv, proj, ln_2, fc1, fc2 = names
    for layer in range(cfg["layers"]):
        block = f"{tower}{prefix}{layer}."
        packed = linear(w, norm(w, x, block + ln_1, eps), block + qkv, 3 * width)
        x = x + linear(w, attend(*packed.chunk(3, -1), heads, mask), block + proj, width)
        x = x + mlp(w, norm(w, x, block + ln_2, eps), block + fc1, block + fc2, hidden(cfg), gelu)
    return x


def mlp(w, x, first, second, hidden, gelu):
    return linear(w, gelu(linear(w, x, first, hidden)), second, x.shape[-1])


def hidden(cfg):
    return int(cfg["width"] * cfg.get("mlp_ratio", 4.0))


def epsilon(cfg):
    return cfg.get("norm_kwargs", {}).get("eps", 1e-5)


def clip_image_tower(w, pixels, cfg, embed_dim, gelu):
    width, patch, eps = cfg["width"], cfg["patch_size"], epsilon(cfg)
    x = F.conv2d(pixels, w("visual.conv1.weight", width, 3, patch, patch), stride=patch).flatten(2).transpose(1, 2)
    x = torch.cat([w("visual.class_embedding", width).expand(len(x), 1, width), x], 1)
    x = x + w("visual.positional_embedding", x.shape[1], width)
    x = norm(w, x, "visual.ln_pre", eps)
    x = blocks(w, x, "visual.", OPEN_CLIP, cfg, width // cfg["head_width"], gelu)
    return norm(w, x, "visual.ln_post", eps)[:, 0] @ w("visual.proj", width, embed_dim)


def siglip_image_tower(w, pixels, cfg, gelu):
    """No class token; pooling by attention: a learnt probe asks all tokens, then a residual MLP."""
    width, patch, heads, eps = cfg["width"], cfg["patch_size"], cfg["width"] // cfg["head_width"], epsilon(cfg)
    name = "visual.trunk.patch_embed.proj."
    x = F.conv2d(pixels, w(name + "weight", width, 3, patch, patch), w(name + "bias", width), stride=patch)
    x = x.flatten(2).transpose(1, 2)
    x = x + w("visual.trunk.pos_embed", 1, x.shape[1], width)
    x = norm(w, blocks(w, x, "visual.trunk.", TIMM, cfg, heads, gelu), "visual.trunk.norm", eps)
    head = "visual.trunk.attn_pool."
    probe = linear(w, w(head + "latent", 1, 1, width).expand(len(x), 1, width), head + "q.", width)
    k, v = linear(w, x, head + "kv.", 2 * width).chunk(2, -1)
    x = linear(w, attend(probe, k, v, heads), head + "proj.", width)
    return (x + mlp(w, norm(w, x, head + "norm", eps), head + "mlp.fc1.", head + "mlp.fc2.", hidden(cfg), gelu))[:, 0]


def text_tower(w, name, ids, cfg, embed_dim, gelu):
    width, tokens = cfg["width"], cfg["context_length"]
    mask = None if cfg.get("no_causal_mask", False) else torch.full((tokens, tokens), -math.inf).triu(1).double()
    x = F.embedding(ids, w(name + "token_embedding.weight", cfg["vocab_size"], width))
    x = x + w(name + "positional_embedding", tokens, width)
    x = blocks(w, x, name, OPEN_CLIP, cfg, cfg["heads"], gelu, mask)
    x = norm(w, x, name + "ln_final", epsilon(cfg))
    last = cfg.get("pool_type", "argmax") == "last"
    x = x[:, -1] if last else x[torch.arange(len(x)), ids.argmax(-1)]
    if cfg.get("proj_bias", False):
        return linear(w, x, name + "text_projection.", embed_dim)
    return x @ w(name + "text_projection", width, embed_dim)


def caption_ends(tokens):
    return [tokens - 1, 1, tokens // 2, 2, tokens - 3]


def captions(cfg):
    """Ids that fill the context, that are empty, and between; where CLIP's and SigLIP's special tokens stand."""
    tokens, vocabulary = cfg["context_length"], cfg["vocab_size"]
    last = cfg.get("pool_type", "argmax") == "last"
    ids = []
    for b, end in enumerate(caption_ends(tokens)):
        words = [7 * b + 3 * t * t + t for t in range(tokens)]
        if last:
            row = [2 + word % (vocabulary - 2) for word in words[:end]] + [1] * (tokens - end)
        else:
            row = [1 + word % (vocabulary - 3) for word in words[:end]] + [vocabulary - 1] + [0] * (tokens - end - 1)
            row[0] = vocabulary - 2
        ids.append(row)
    return torch.tensor(ids)


def write_safetensors(path, tensors):
    """Eight bytes of header length, the header as JSON padded to eight, the tensors without gaps."""
    header, offset = {}, 0
    for name, value in tensors.items():
        header[name] = {
            "dtype": "F32",
            "shape": list(value.shape),
            "data_offsets": [offset, offset + value.nbytes],
        }
        offset += value.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(value.tobytes() for value in tensors.values()))


def activation(cfg, tower):
    if cfg.get("quick_gelu", False):
        return lambda x: x * torch.sigmoid(1.702 * x)
    approximate = tower.get("act_kwargs", {}).get("approximate", "none")
    return lambda x: F.gelu(x, approximate=approximate)


def make(folder):
    cfg = json.loads((folder / "open_clip_config.json").read_text())["model_cfg"]
    vision, text, embed_dim = cfg["vision_cfg"], cfg["text_cfg"], cfg["embed_dim"]
    side = vision["image_size"]
    pixels = draw("pixels", (PAIRS, 3, side, side), 0, 1)
    ids = captions(text)

    w = Weights()
    images = torch.from_numpy(pixels).double()
    if vision.get("pool_type", "tok") == "map":
        image = siglip_image_tower(w, images, vision, activation(cfg, vision))
    else:
        image = clip_image_tower(w, images, vision, embed_dim, activation(cfg, vision))
    prefix = "text." if cfg.get("custom_text", False) else ""
    caption = text_tower(w, prefix, ids, text, embed_dim, activation(cfg, text))
    image, caption = F.normalize(image, dim=-1), F.normalize(caption, dim=-1)
    logits = w("logit_scale").exp() * image @ caption.T
    if "init_logit_bias" in cfg:
        logits = logits + w("logit_bias")
        loss = -F.logsigmoid((2 * torch.eye(PAIRS).double() - 1) * logits).sum() / PAIRS
    else:
        labels = torch.arange(PAIRS)
        loss = (F.cross_entropy(logits, labels) + F.cross_entropy(logits.T, labels)) / 2
    loss.backward()

    write_safetensors(
        folder / "open_clip_model.safetensors",
        {name: value.detach().numpy().astype(np.float32) for name, value in w.tensors.items()},
    )
    write_safetensors(folder / "pixels.safetensors", {"pixels": pixels})
    inputs = {"ids": ids.tolist(), "ends": caption_ends(text["context_length"])}
    (folder / "inputs.json").write_text(json.dumps(inputs) + "\n")
    expected = {
        "made_with": f"torch {torch.__version__}, numpy {np.__version__}",
        "image_embeddings": image.tolist(),
        "text_embeddings": caption.tolist(),
        "logits": logits.tolist(),
        "loss": loss.item(),
        "gradient_norms": {name: value.grad.norm().item() for name, value in w.tensors.items()},
    }
    (folder / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
    print(folder, "loss", loss.item(), "weights", sum(value.numel() for value in w.tensors.values()))


for folder in sys.argv[1:]:
    make(Path(folder))
