"""Writes the fixtures of StateDictTest: torchvision's architectures as state dicts, and what PyTorch computes with them.

    python3 app/src/test/python/pytorch_state_dicts.py [NAME...]

It needs torch 1.13, torchvision 0.14 and numpy; no network, no accelerator. It writes NAME.json.gz for each network
into app/src/test/resources/statedicts: the keys with their shapes and how to make their values, and cases as those of
export_torchvision.py, which tells the form. Nothing is exported: the test writes the values as state dicts. With
the name "saved" it also writes small files by torch.save itself, whose values are those of SAVED below.
"""

import gzip
import io
import json
import pathlib
import sys
import warnings
from functools import partial

import numpy as np
import torch
from torch import nn
from torchvision import models
from torchvision.models import convnext, efficientnet, inception, mobilenetv3, regnet, resnet, swin_transformer, vgg
from torchvision.models.googlenet import Inception, InceptionAux

FOLDER = pathlib.Path(__file__).parents[1] / "resources" / "statedicts"
CLASSES = 20
SAMPLES = 300
LIST = 300
NUDGE, NUDGES, AGREE = 2e-6, 4, 1e-4


def head(*widths):
    layers = []
    for before, after in zip(widths, widths[1:]):
        layers += [nn.Linear(before, after), nn.ReLU(inplace=True), nn.Dropout()]
    return nn.Sequential(*layers[:-2])


def alexnet():
    network = models.alexnet(num_classes=CLASSES)
    network.avgpool = nn.AdaptiveAvgPool2d((3, 3))
    network.classifier[1], network.classifier[4] = nn.Linear(9 * 256, 64), nn.Linear(64, 48)
    network.classifier[6] = nn.Linear(48, CLASSES)
    return network


def vgg_net(batch_norm):
    features = vgg.make_layers([16, "M", 32, "M", 64, 64, "M"], batch_norm=batch_norm)
    network = vgg.VGG(features, num_classes=CLASSES, init_weights=False)
    network.avgpool, network.classifier = nn.AdaptiveAvgPool2d((2, 2)), head(4 * 64, 48, 48, CLASSES)
    return network


class Narrow(inception.BasicConv2d):
    """A convolution of a quarter of the width."""

    def __init__(self, before, after, **kwargs):
        super().__init__(before if before == 3 else before // 4, after // 4, **kwargs)


def googlenet():
    """Without transform_input: the input range is in front of the graph there."""
    blocks = [Narrow, partial(Inception, conv_block=Narrow), InceptionAux]
    network = models.GoogLeNet(CLASSES, aux_logits=False, transform_input=False, init_weights=False, blocks=blocks)
    network.fc = nn.Linear(1024 // 4, CLASSES)
    return network


def inception_v3():
    kinds = "InceptionA InceptionB InceptionC InceptionD InceptionE".split()
    blocks = [partial(getattr(inception, kind), conv_block=Narrow) for kind in kinds]
    network = models.Inception3(
        CLASSES, aux_logits=False, init_weights=False, inception_blocks=[Narrow, *blocks, inception.InceptionAux]
    )
    network.fc = nn.Linear(2048 // 4, CLASSES)
    return network


def mobilenet_v3(name, width):
    settings, _ = mobilenetv3._mobilenet_v3_conf("mobilenet_v3_" + name, width_mult=width)
    return models.MobileNetV3(settings, 64, num_classes=CLASSES)


def efficientnet_v1(large=False):
    settings, last = efficientnet._efficientnet_conf("efficientnet_b0", width_mult=0.25, depth_mult=0.4)
    norm = partial(nn.BatchNorm2d, eps=1e-3) if large else None
    last = 2048 if large else last
    return models.EfficientNet(settings, 0.2, num_classes=CLASSES, last_channel=last, norm_layer=norm)


def efficientnet_v2():
    fused, block = efficientnet.FusedMBConvConfig, efficientnet.MBConvConfig
    settings = [
        fused(1, 3, 1, 8, 8, 2),
        fused(4, 3, 2, 8, 16, 2),
        fused(4, 3, 2, 16, 16, 1),
        block(4, 3, 2, 16, 24, 2),
        block(6, 3, 1, 24, 32, 1),
        block(6, 3, 2, 32, 40, 2),
    ]
    norm = partial(nn.BatchNorm2d, eps=1e-3)
    return models.EfficientNet(settings, 0.2, num_classes=CLASSES, last_channel=128, norm_layer=norm)


def regnet_net(squeeze):
    settings = regnet.BlockParams.from_init_params(
        depth=6, w_0=24, w_a=20, w_m=2.5, group_width=8, se_ratio=squeeze
    )
    return models.RegNet(settings, num_classes=CLASSES, stem_width=16)


def convnext_net():
    block = convnext.CNBlockConfig
    return models.ConvNeXt([block(24, 48, 2), block(48, 96, 1), block(96, None, 1)], num_classes=CLASSES)


def swin(v2=False):
    kinds = {}
    if v2:
        kinds = dict(block=swin_transformer.SwinTransformerBlockV2, downsample_layer=swin_transformer.PatchMergingV2)
    return models.SwinTransformer([4, 4], 24, [2, 2], [2, 4], [7, 7] if not v2 else [8, 8], num_classes=CLASSES, **kinds)


class CifarBlock(nn.Module):
    """The basic block of kuangliu/pytorch-cifar, by its keys."""

    def __init__(self, before, after, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(before, after, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(after)
        self.conv2 = nn.Conv2d(after, after, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(after)
        self.shortcut = nn.Sequential()
        if stride > 1 or before != after:
            self.shortcut = nn.Sequential(nn.Conv2d(before, after, 1, stride, bias=False), nn.BatchNorm2d(after))

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


class CifarResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 8, 3, 1, 1, bias=False), nn.BatchNorm2d(8)
        self.layer1 = nn.Sequential(CifarBlock(8, 8, 1), CifarBlock(8, 8, 1))
        self.layer2 = nn.Sequential(CifarBlock(8, 16, 2))
        self.layer3 = nn.Sequential(CifarBlock(16, 32, 2))
        self.layer4 = nn.Sequential(CifarBlock(32, 48, 2))
        self.linear = nn.Linear(48, 10)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.linear(x.mean((2, 3)))


# name: network, size
NETWORKS = {
    "alexnet": (alexnet, 127),
    "vgg": (lambda: vgg_net(False), 16),
    "vgg_bn": (lambda: vgg_net(True), 16),
    "squeezenet1_0": (lambda: models.squeezenet1_0(num_classes=CLASSES), 79),
    "squeezenet1_1": (lambda: models.squeezenet1_1(num_classes=CLASSES), 79),
    "resnet_basic": (lambda: resnet.ResNet(resnet.BasicBlock, [2, 1, 1, 1], num_classes=CLASSES), 64),
    "resnet_bottleneck": (lambda: resnet.ResNet(resnet.Bottleneck, [2, 1, 1, 1], num_classes=CLASSES), 64),
    "resnext": (
        lambda: resnet.ResNet(resnet.Bottleneck, [1, 2, 1, 1], num_classes=CLASSES, groups=8, width_per_group=8),
        64,
    ),
    "wide_resnet": (
        lambda: resnet.ResNet(resnet.Bottleneck, [1, 1, 1, 1], num_classes=CLASSES, width_per_group=96),
        64,
    ),
    "resnet_cifar": (CifarResNet, 32),
    "densenet": (lambda: models.DenseNet(16, (3, 2, 2, 2), 32, num_classes=CLASSES), 64),
    "googlenet": (googlenet, 96),
    "inception_v3": (inception_v3, 107),
    "mobilenet_v2": (lambda: models.mobilenet_v2(num_classes=CLASSES, width_mult=0.35), 64),
    "mobilenet_v3_small": (lambda: mobilenet_v3("small", 0.5), 64),
    "mobilenet_v3_large": (lambda: mobilenet_v3("large", 0.4), 64),
    "efficientnet": (efficientnet_v1, 64),
    "efficientnet_large": (lambda: efficientnet_v1(True), 64),
    "efficientnet_v2": (efficientnet_v2, 64),
    "mnasnet": (lambda: models.mnasnet0_5(num_classes=CLASSES), 64),
    "shufflenet_v2": (lambda: models.ShuffleNetV2([2, 3, 2], [24, 48, 96, 192, 256], num_classes=CLASSES), 64),
    "regnet_x": (lambda: regnet_net(None), 64),
    "regnet_y": (lambda: regnet_net(0.25), 64),
    "convnext": (convnext_net, 64),
    "vit": (lambda: models.VisionTransformer(64, 16, 2, 2, 128, 192, num_classes=CLASSES), 64),
    "swin": (swin, 224),
    "swin_v2": (lambda: swin(True), 256),
}


def number(seed, index):
    """The stream of export_torchvision.py."""
    mask = 0xFFFFFFFF
    x = (np.asarray(index, np.uint64) * 0x9E3779B1 + seed * 0x85EBCA77) & mask
    x = ((x ^ (x >> 16)) * 0x85EBCA6B) & mask
    x = ((x ^ (x >> 13)) * 0xC2B2AE35) & mask
    return (x ^ (x >> 16)).astype(np.float64) / 2.0**31 - 1


def noise(seed, shape):
    return number(seed, np.arange(np.prod(shape))).astype(np.float32).reshape(shape)


def short(x, digits=7):
    return float(f"{x:.{digits}g}")


class Weights:
    """Values of a network's floating-point parameters and buffers: [key, shape, scale, shift], one stream for all."""

    def __init__(self, network, seed):
        self.seed, self.recipes, self.tensors, start = seed, {}, {}, 0
        for name, tensor in network.state_dict(keep_vars=True).items():
            if tensor.is_floating_point():
                self.tensors[name] = (start, tensor)
                self.set(name, *self.scale_and_shift(name, tensor))
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

    def set(self, name, scale, shift):
        start, tensor = self.tensors[name]
        self.recipes[name] = scale, shift
        values = (shift + scale * number(self.seed, start + np.arange(tensor.numel()))).astype(np.float32)
        tensor.data = torch.from_numpy(values).reshape(tensor.shape)

    def normalise(self, network, picture):
        """Scales each kernel to an output of deviation 1, in the order in which they are used."""
        names = {module: name for name, module in network.named_modules()}

        def hook(module, _, output):
            deviation = output.std().item()
            name = names[module] + ".weight"
            scale, shift = self.recipes[name]
            self.set(name, short(scale / deviation, 4), shift)
            return output / deviation

        hooks = [m.register_forward_hook(hook) for m in network.modules() if type(m) in (nn.Conv2d, nn.Linear)]
        with torch.no_grad():
            network(picture)
        for each in hooks:
            each.remove()


def run(network, picture, cotangent_seed):
    picture = picture.clone().requires_grad_()
    output = network(picture)
    cotangent = torch.from_numpy(noise(cotangent_seed, output.shape)).to(output.dtype)
    (gradient,) = torch.autograd.grad((cotangent * output).sum(), picture)
    return output.detach().double().numpy(), gradient.double().numpy()


def sampled(values, most):
    count = values.size if values.size <= most else SAMPLES
    at = np.arange(count) * values.size // count
    return {
        "shape": values.shape,
        "largest": short(abs(values).max()),
        "values": [short(x) for x in values.reshape(-1)[at]],
    }


def case(network, seed, shape):
    """As in export_torchvision.py: PyTorch's float64 results, and how far off float32 and nudged pictures are."""
    picture = torch.from_numpy(noise(seed, shape))
    single = run(network.float(), picture, seed + 1)
    output, gradient = run(network.double(), picture.double(), seed + 1)
    moved = [picture.double() + NUDGE * torch.from_numpy(noise(seed + 2 + i, shape)).double() for i in range(NUDGES)]
    nudged = [run(network, each, seed + 1) for each in moved]
    network.float()
    errors = [abs(single[0] - output).max() / abs(output).max()]
    errors += [abs(other[1] - gradient).max() / abs(gradient).max() for other in [single, *nudged]]
    told = {
        "seed": seed,
        "shape": shape,
        "cotangent": seed + 1,
        "output": sampled(output, LIST),
        "gradient": sampled(gradient, SAMPLES),
    }
    return told, max(errors)


def make(name, build, size):
    torch.manual_seed(0)
    network = build().eval()
    weights = Weights(network, seed=1 + list(NETWORKS).index(name))
    weights.normalise(network, torch.from_numpy(noise(99, (1, 3, size, size))))
    cases, seed = [], 100
    while not cases:
        told, error = case(network, seed, (1, 3, size, size))
        print(f"{name}, seed {seed}: off by {error:.0e}{'' if error < AGREE else ': unfit'}")
        cases += [told] if error < AGREE else []
        seed += 2
    tensors = [[key, list(tensor.shape), *weights.recipes[key]] for key, (_, tensor) in weights.tensors.items()]
    others = [key for key, tensor in network.state_dict().items() if not tensor.is_floating_point()]
    facts = {"network": name, "seed": weights.seed, "tensors": tensors, "integers": others, "cases": cases}
    FOLDER.mkdir(parents=True, exist_ok=True)
    data = json.dumps(facts, separators=(",", ":")).encode()
    (FOLDER / (name + ".json.gz")).write_bytes(gzip.compress(data, 9, mtime=0))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    for name in sys.argv[1:] or NETWORKS:
        make(name, *NETWORKS[name])
