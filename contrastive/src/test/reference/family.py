"""Embeddings, loss and gradient norms of small towers of each kind, by open_clip's and timm's own modules.

Run with PyTorch (1.13 did), open_clip_torch 3.3.0 and timm 1.0.29 on the path:

    python3 family.py > ../resources/dev/diptych/contrastive/model/family.json

Weights and inputs come from formulas, which FamilyReferenceTest has too; all arithmetic is float64.
"""

import json
import math
import sys
from functools import partial

import torch
from open_clip.transformer import LayerNorm, QuickGELU, TextTransformer, VisionTransformer, text_global_pool
from timm.models.vision_transformer import VisionTransformer as Timm

BATCH, SIDE, PATCH, CONTEXT, VOCABULARY, EMBED = 3, 16, 5, 6, 11, 24

CASES = {
    "plain": ({}, {}),
    "quick gelu": ({"quick_gelu": True}, {"quick_gelu": True}),
    "layer scale": ({"ls_init_value": 0.5}, {"ls_init_value": 0.3}),
    "no norm before": ({"no_ln_pre": True}, {"pool_type": "first"}),
    "average normed": ({"pool_type": "avg", "final_ln_after_pool": True}, {"pool_type": "last", "no_causal_mask": True}),
    "average of normed": ({"pool_type": "avg", "norm_kwargs": {"eps": 1e-3}}, {"pool_type": "last"}),
    "sines and cosines": ({"pos_embed_type": "sin_cos_2d"}, {"no_causal_mask": True}),
    "pooler of another width": (
        {"attentional_pool": True, "attn_pooler_queries": 3, "attn_pooler_heads": 2, "width": 36},
        {"proj_bias": True},
    ),
    "pooler, average": (
        {"attentional_pool": True, "attn_pooler_queries": 4, "attn_pooler_heads": 3, "pool_type": "avg"},
        {"pool_type": "eos", "eos_id": 10},
    ),
    "map": (
        {"pool_type": "map", "act_kwargs": {"approximate": "tanh"}},
        {
            "pool_type": "last",
            "no_causal_mask": True,
            "proj_bias": True,
            "norm_kwargs": {"eps": 1e-6},
            "act_kwargs": {"approximate": "tanh"},
        },
    ),
    "map without text projection": ({"pool_type": "map"}, {"proj_type": "none", "width": 24}),
}


def layers(config):
    config = dict(config)
    activation = QuickGELU if config.pop("quick_gelu", False) else torch.nn.GELU
    activation = partial(activation, **config.pop("act_kwargs", {}))
    norm = partial(LayerNorm, **config.pop("norm_kwargs", {}))
    return config, activation, norm


def vision_tower(config):
    config, activation, norm = layers(config)
    width = config.pop("width", 24)
    if config.get("pool_type") == "map":
        trunk = Timm(
            img_size=SIDE,
            patch_size=PATCH,
            embed_dim=width,
            depth=2,
            num_heads=2,
            mlp_ratio=2,
            class_token=False,
            global_pool="map",
            num_classes=0,
            act_layer=activation,
        )
        holder = torch.nn.Module()
        holder.trunk = trunk
        holder.forward = trunk.forward
        return holder
    return VisionTransformer(
        SIDE, PATCH, width, 2, width // 12, 2, output_dim=EMBED, act_layer=activation, norm_layer=norm, **config
    )


def text_tower(config):
    config, activation, norm = layers(config)
    return TextTransformer(
        CONTEXT,
        VOCABULARY,
        config.pop("width", 16),
        2,
        2,
        2,
        output_dim=EMBED,
        act_layer=activation,
        norm_layer=norm,
        **config,
    )


def fill(name, parameter):
    """Value i is 0.25 sin(1.7 (i + 1) + k), k being the sum of the name's bytes; one more for the scales of norms."""
    k = sum(name.encode())
    i = torch.arange(1, parameter.numel() + 1, dtype=torch.float64)
    values = 0.25 * torch.sin(1.7 * i + k)
    scale = parameter.dim() == 1 and (name.endswith("weight") or name.endswith("gamma"))
    parameter.data = (values + (1 if scale else 0)).reshape(parameter.shape).float().double()


def case(name):
    vision_config, text_config = CASES[name]
    model = torch.nn.Module()
    model.visual = vision_tower(vision_config)
    model.text = text_tower(text_config)
    model.logit_scale = torch.nn.Parameter(torch.tensor(math.log(10)))
    model.logit_bias = torch.nn.Parameter(torch.tensor(-2.0))
    model.double()
    for key, parameter in model.named_parameters():
        if parameter.requires_grad and parameter.dim() > 0:
            fill(key, parameter)
    with torch.no_grad():
        model.logit_scale.fill_(float(torch.tensor(math.log(10)).float()))
    pixels = torch.sin(0.3 * torch.arange(BATCH * 3 * SIDE * SIDE, dtype=torch.float64) ** 1.1)
    images = pixels.reshape(BATCH, 3, SIDE, SIDE).float().double()
    ids = torch.tensor([[9, 3, 1, 10, 0, 0], [9, 5, 4, 2, 8, 10], [9, 10, 0, 0, 0, 0]])
    features = [torch.nn.functional.normalize(model.visual(images)), torch.nn.functional.normalize(model.text(ids))]
    logits = model.logit_scale.exp() * features[0] @ features[1].T + model.logit_bias
    signs = 2 * torch.eye(BATCH) - 1
    loss = -torch.nn.functional.logsigmoid(signs * logits).sum() / BATCH
    loss.backward()
    config = {
        "embed_dim": EMBED,
        "custom_text": True,
        "quick_gelu": vision_config.get("quick_gelu", False),
        "init_logit_scale": math.log(10),
        "init_logit_bias": -2.0,
        "vision_cfg": {
            "image_size": SIDE,
            "patch_size": PATCH,
            "width": 24,
            "layers": 2,
            "head_width": 12,
            "mlp_ratio": 2,
            **{k: v for k, v in vision_config.items() if k != "quick_gelu"},
        },
        "text_cfg": {
            "context_length": CONTEXT,
            "vocab_size": VOCABULARY,
            "width": 16,
            "heads": 2,
            "layers": 2,
            "mlp_ratio": 2,
            **{k: v for k, v in text_config.items() if k != "quick_gelu"},
        },
    }
    return {
        "name": name,
        "config": config,
        "image": [[round(v, 9) for v in row] for row in features[0].tolist()],
        "text": [[round(v, 9) for v in row] for row in features[1].tolist()],
        "loss": round(loss.item(), 9),
        "gradient_norms": {
            key: float("%.7g" % parameter.grad.norm().item())
            for key, parameter in sorted(model.named_parameters())
            if parameter.grad is not None
        },
    }


if __name__ == "__main__":
    cases = ",\n".join(json.dumps(case(name)) for name in CASES)
    sys.stdout.write("[\n" + cases + "\n]\n")
