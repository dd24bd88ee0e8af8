"""Writes positions.json: learnt positions resized by PyTorch.

Run with Debian's python3-torch (1.13.1):
    /usr/bin/python3 src/test/reference/positions.py > src/test/resources/dev/diptych/export/tensor/positions.json

Values are sin(1 + 0.7 r + 1.3 c) of row r and column c, float32. Grids are resized as open_clip's resize_pos_embed does
(bicubic, antialias=True, align_corners=False, the class token kept), texts as resize_text_pos_embed does (linear,
antialias=False, align_corners=False).
"""
import json

import torch
from torch.nn.functional import interpolate

WIDTH = 3


def rows(count):
    return torch.tensor([[0.7 * r + 1.3 * c + 1 for c in range(WIDTH)] for r in range(count)], dtype=torch.float64).sin().float()


def grid(prefix, old, new):
    values = rows(prefix + old * old)
    image = values[prefix:].reshape(1, old, old, WIDTH).permute(0, 3, 1, 2)
    image = interpolate(image, size=(new, new), mode="bicubic", antialias=True, align_corners=False)
    image = image.permute(0, 2, 3, 1).reshape(new * new, WIDTH)
    return torch.cat([values[:prefix], image])


def line(old, new):
    values = rows(old).T.unsqueeze(0)
    return interpolate(values, size=new, mode="linear", antialias=False, align_corners=False)[0].T


print(json.dumps({
    "grids": [{"prefix": p, "from": o, "to": n, "values": [round(v, 7) for v in grid(p, o, n).flatten().tolist()]}
              for p, o, n in ((1, 4, 6), (1, 7, 4), (0, 3, 7), (0, 6, 3), (1, 2, 5), (1, 5, 1), (0, 1, 2))],
    "lines": [{"from": o, "to": n, "values": [round(v, 7) for v in line(o, n).flatten().tolist()]}
              for o, n in ((5, 8), (9, 4), (1, 3), (4, 4))],
}, indent=None))
