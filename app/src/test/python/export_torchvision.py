"""Writes the fixtures of TorchvisionTest: torchvision's architectures as PyTorch exports them to ONNX, and what
PyTorch itself computes with them.

    python3 app/src/test/python/export_torchvision.py [NAME...]

It needs torch 1.13, torchvision 0.14, onnx 1.12 and numpy; no network, no accelerator. It writes two files for each
network into app/src/test/resources/torchvision:

NAME.onnx.gz   the graph; its weights are external data in "weights.bin", which is not stored
NAME.json.gz   how to make the weights and the pictures, and what comes out

All numbers come from one stream for each network, so that a few bytes stand for them: value i of the stream with a
seed is number(seed, i) below, in -1...1, and a tensor with the recipe [start, count, scale, shift] holds
float32(shift + scale * number(seed, start + i)). A fifth number, rows, says that the tensor lies transposed: its value
at [r, c] is that of i = c * rows + r. The recipes stand in the order of weights.bin. Scales are such that every
convolution and fully connected layer puts out values of a deviation around 1. Where the exporter folds a batch
normalisation into a convolution, the normalisation has variance 1 and mean 0, so that the kernel stays as it was.

Each case has a seed, a shape, the cotangent's seed, and of PyTorch's result in float64: shape, largest absolute value
and evenly spaced values of the output and of the gradient of <cotangent, output> with respect to the picture.
"""

import gzip
import io
import json
import pathlib
import sys
import warnings

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

import small_networks as small
from torchvision import models

FOLDER = pathlib.Path(__file__).parents[1] / "resources" / "torchvision"
SAMPLES = 600  # of a gradient, and of an output of more than LIST values
LIST = 1000
INLINE = 16  # tensors up to this many values stay in the file
NUDGE, NUDGES = 2e-6, 4  # about what float32 rounds off on the way, and how many such pictures are tried
AGREE = 1e-4  # how far float32 and nudged pictures may be off, of the largest value, where a case is fit to compare

BATCH = {"picture": {0: "batch"}, "output": {0: "batch"}}
ANY = {"picture": {0: "batch", 2: "height", 3: "width"}, "output": {0: "batch"}}
MAPS = {"picture": ANY["picture"], "output": ANY["picture"]}

# name: network, operator set, size it is exported for, dynamic axes, size it is computed at
NETWORKS = {
    "alexnet": (small.alexnet, 11, 127, None, None),
    "vgg_bn": (small.vgg_bn, 13, 64, BATCH, None),
    "squeezenet1_0": (lambda: models.squeezenet1_0(num_classes=small.CLASSES), 12, 79, None, None),
    "resnet_basic": (small.resnet_basic, 13, 64, ANY, (72, 56)),
    "resnet_bottleneck": (small.resnet_bottleneck, 14, 64, None, None),
    "resnext": (small.resnext, 11, 64, None, None),
    "densenet": (small.densenet, 13, 64, ANY, (64, 96)),
    "googlenet": (small.googlenet_small, 13, 96, None, None),
    "inception_v3": (small.inception_v3, 13, 107, None, None),
    "mobilenet_v2": (small.mobilenet_v2, 13, 64, BATCH, None),
    "mobilenet_v3": (small.mobilenet_v3, 14, 64, None, None),
    "mobilenet_v3_old": (small.mobilenet_v3, 11, 64, None, None),
    "efficientnet": (small.efficientnet_v1, 13, 64, None, None),
    "efficientnet_v2": (small.efficientnet_v2, 15, 64, ANY, (80, 64)),
    "mnasnet": (lambda: models.mnasnet0_5(num_classes=small.CLASSES), 11, 64, None, None),
    "shufflenet_v2": (small.shufflenet_v2, 13, 64, None, None),
    "shufflenet_v2_dynamic": (small.shufflenet_v2, 12, 64, ANY, (96, 64)),
    "regnet_x": (lambda: small.regnet_small(None), 16, 64, None, None),
    "regnet_y": (lambda: small.regnet_small(0.25), 16, 64, None, None),
    "convnext": (small.convnext_small, 13, 64, None, None),
    "convnext_17": (small.convnext_small, 17, 64, ANY, (64, 96)),
    "vit": (small.vit, 13, 64, None, None),
    "vit_17": (small.vit, 17, 64, BATCH, None),
    "swin": (small.swin, 13, 64, None, None),
    "swin_v2": (small.swin_v2, 16, 64, None, None),
    "deeplab_v3": (small.deeplab, 13, 64, None, None),
    "fcn": (small.fcn_head, 11, 64, MAPS, (80, 64)),
    "lraspp": (small.lraspp_head, 13, 64, None, None),
}


def number(seed, index):
    """The stream: MurmurHash3's finaliser (aappleby/smhasher, src/MurmurHash3.cpp) of seed and index, in -1...1."""
    mask = 0xFFFFFFFF
    x = (np.asarray(index, np.uint64) * 0x9E3779B1 + seed * 0x85EBCA77) & mask
    x = ((x ^ (x >> 16)) * 0x85EBCA6B) & mask
    x = ((x ^ (x >> 13)) * 0xC2B2AE35) & mask
    return (x ^ (x >> 16)).astype(np.float64) / 2.0**31 - 1


def noise(seed, shape):
    """A picture or cotangent."""
    return number(seed, np.arange(np.prod(shape))).astype(np.float32).reshape(shape)


def short(x, digits=7):
    return float(f"{x:.{digits}g}")


class Weights:
    """The recipes of a network's parameters and buffers, and their values in its tensors."""

    def __init__(self, network, seed):
        self.seed, self.recipes, self.tensors = seed, {}, {}
        start = 0
        for name, tensor in network.state_dict(keep_vars=True).items():
            if tensor.is_floating_point():
                self.tensors[name] = tensor
                self.set(name, [start, tensor.numel(), *self.scale_and_shift(name, tensor)])
                start += tensor.numel()

    @staticmethod
    def scale_and_shift(name, tensor):
        if name.endswith(("running_var", "layer_scale")):
            return 0.5, 1
        if name.endswith("logit_scale"):
            return 0.3, 2.3
        if name.endswith("weight") and tensor.dim() == 1:
            return 0.25, 1  # of a normalisation
        if name.endswith("weight"):
            return short((3 / tensor[0].numel()) ** 0.5, 4), 0
        return 0.3, 0

    def set(self, name, recipe):
        self.recipes[name] = recipe
        self.tensors[name].data = torch.from_numpy(self.values(recipe)).reshape(self.tensors[name].shape)

    def rescale(self, name, factor):
        start, count, scale, shift = self.recipes[name]
        self.set(name, [start, count, short(scale * factor, 4), shift])

    def values(self, recipe):
        start, count, scale, shift = recipe
        return (shift + scale * number(self.seed, start + np.arange(count))).astype(np.float32)

    def normalise(self, network, picture):
        """Scales each kernel to an output of deviation 1, in the order in which they are used."""
        names = {module: name for name, module in network.named_modules()}

        def hook(module, _, output):
            deviation = output.std().item()
            self.rescale(names[module] + ".weight", 1 / deviation)
            return output / deviation

        kinds = (nn.Conv2d, nn.Linear)
        hooks = [m.register_forward_hook(hook) for m in network.modules() if isinstance(m, kinds)]
        with torch.no_grad():
            network(picture)
        for each in hooks:
            each.remove()

    def neutralise_folded(self, network, exported):
        """Makes those normalisations whose variance is not in the file leave the kernel before them as it is."""
        kept = {tensor.name for tensor in exported.graph.initializer}
        for name, module in network.named_modules():
            if isinstance(module, nn.BatchNorm2d) and name + ".running_var" not in kept:
                for part, value in (("weight", 1), ("running_mean", 0), ("running_var", 1 - module.eps)):
                    full = f"{name}.{part}"
                    self.set(full, [*self.recipes[full][:2], 0, value])

    def recipe(self, values):
        """That of a tensor of the exported file, or None."""
        for name, parameter in self.tensors.items():
            known = parameter.detach().numpy()
            for transposed in (False, True):
                known = known.T if transposed else known
                same = known.size == values.size and (not transposed or known.shape == values.shape)
                if same and np.allclose(known.reshape(-1), values.reshape(-1), rtol=1e-6, atol=1e-8):
                    return self.recipes[name] + ([known.shape[0]] if transposed else [])
        return None


def export(network, picture, opset, axes):
    """What torch.onnx.export makes of it by default."""
    file = io.BytesIO()
    torch.onnx.export(
        network, picture, file, opset_version=opset, input_names=["picture"], output_names=["output"],
        dynamic_axes=axes,
    )  # fmt: skip
    return onnx.load_from_string(file.getvalue())


def strip(exported, weights):
    """Puts the weights outside; returns their recipes."""
    recipes, offset = [], 0
    for tensor in exported.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size <= INLINE:
            continue
        recipe = weights.recipe(values)
        if recipe is None:
            print(f"  stays inside: {tensor.name} {values.shape}")
            continue
        tensor.ClearField("raw_data")
        tensor.data_location = onnx.TensorProto.EXTERNAL
        place = {"location": "weights.bin", "offset": offset, "length": values.nbytes}
        for key, value in place.items():
            tensor.external_data.add(key=key, value=str(value))
        recipes.append(recipe)
        offset += values.nbytes
    return recipes


def run(network, picture, cotangent_seed):
    picture = picture.clone().requires_grad_()
    output = network(picture)
    cotangent = torch.from_numpy(noise(cotangent_seed, output.shape)).to(output.dtype)
    (gradient,) = torch.autograd.grad((cotangent * output).sum(), picture)
    return output.detach().double().numpy(), gradient.double().numpy()


def sampled(values, most):
    """Evenly spaced values: of n, those at i * n / count."""
    count = values.size if values.size <= most else SAMPLES
    at = np.arange(count) * values.size // count
    return {
        "shape": values.shape,
        "largest": short(abs(values).max()),
        "values": [short(x) for x in values.reshape(-1)[at]],
    }


def case(network, seed, shape):
    """PyTorch's results for a picture; and how far off is the output in float32, the gradient in float32, and that of
    nudged pictures, which is large where a ReLU or a maximum is about to turn over."""
    picture = torch.from_numpy(noise(seed, shape))
    single = run(network.float(), picture, seed + 1)
    double = run(network.double(), picture.double(), seed + 1)
    moved = [picture.double() + NUDGE * torch.from_numpy(noise(seed + 2 + i, shape)).double() for i in range(NUDGES)]
    nudged = [run(network, each, seed + 1) for each in moved]
    network.float()
    output, gradient = double
    errors = [abs(single[0] - output).max() / abs(output).max()]
    errors += [abs(other[1] - gradient).max() / abs(gradient).max() for other in [single, *nudged]]
    told = {
        "seed": seed,
        "shape": shape,
        "cotangent": seed + 1,
        "output": sampled(output, LIST),
        "gradient": sampled(gradient, SAMPLES),
    }
    return told, errors


def write(name, data):
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / name).write_bytes(gzip.compress(data, 9, mtime=0))


def make(name, build, opset, size, axes, other):
    torch.manual_seed(0)
    network = build().eval()
    weights = Weights(network, seed=1 + list(NETWORKS).index(name))
    picture = torch.from_numpy(noise(99, (1, 3, size, size)))
    weights.normalise(network, picture)
    weights.neutralise_folded(network, export(network, picture, opset, axes))
    weights.normalise(network, picture)
    exported = export(network, picture, opset, axes)
    recipes = strip(exported, weights)
    cases, seed = [], 100
    while len(cases) < 2:
        told, errors = case(network, seed, (1, 3, *(other or (size, size))))
        fit = max(errors) < AGREE
        report = "output {:.0e}, gradient {:.0e}, nudged {:.0e}".format(*errors[:2], max(errors[2:]))
        print(f"{name}, seed {seed}: off by {report}{'' if fit else ': unfit'}")
        if fit:
            cases.append(told)
        seed += 2
    facts = {"network": name, "opset": opset, "seed": weights.seed, "weights": recipes, "cases": cases}
    write(name + ".onnx.gz", exported.SerializeToString())
    write(name + ".json.gz", json.dumps(facts, separators=(",", ":")).encode())


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    for name in sys.argv[1:] or NETWORKS:
        make(name, *NETWORKS[name])
