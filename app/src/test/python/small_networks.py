"""Small variants of torchvision's architectures: every kind of block, few of each, narrow where that is possible.

They are built without weights; export_torchvision.py fills them.
"""

from functools import partial

from torch import nn
from torchvision import models
from torchvision.models import convnext, efficientnet, inception, regnet, resnet, swin_transformer, vgg
from torchvision.models._utils import IntermediateLayerGetter
from torchvision.models.googlenet import Inception, InceptionAux
from torchvision.models.mobilenetv3 import InvertedResidualConfig
from torchvision.models.segmentation import deeplabv3, fcn, lraspp

CLASSES = 20


def head(*widths):
    """Fully connected layers with ReLU between them, as AlexNet and VGG end."""
    layers = []
    for before, after in zip(widths, widths[1:]):
        layers += [nn.Dropout(), nn.Linear(before, after), nn.ReLU(inplace=True)]
    return nn.Sequential(*layers[:-1])


def alexnet():
    network = models.alexnet(num_classes=CLASSES)
    network.avgpool, network.classifier = nn.AdaptiveAvgPool2d((3, 3)), head(9 * 256, 64, CLASSES)
    return network


def vgg_bn():
    features = vgg.make_layers([16, "M", 32, "M", 64, 64, "M"], batch_norm=True)
    network = vgg.VGG(features, num_classes=CLASSES, init_weights=False)
    network.avgpool, network.classifier = nn.AdaptiveAvgPool2d((2, 2)), head(4 * 64, 48, CLASSES)
    return network


def resnet_basic():
    return resnet.ResNet(resnet.BasicBlock, [2, 1, 1, 1], num_classes=CLASSES)


def resnet_bottleneck():
    return resnet.ResNet(resnet.Bottleneck, [2, 1, 1, 1], num_classes=CLASSES)


def resnext():
    return resnet.ResNet(resnet.Bottleneck, [1, 2, 1, 1], num_classes=CLASSES, groups=8, width_per_group=8)


def densenet():
    return models.DenseNet(16, (3, 2, 2, 2), 32, num_classes=CLASSES)


class Narrow(inception.BasicConv2d):
    """A convolution of a quarter of the width."""

    def __init__(self, before, after, **kwargs):
        super().__init__(before if before == 3 else before // 4, after // 4, **kwargs)


def googlenet_small():
    """With transform_input, as the published weights want it."""
    blocks = [Narrow, partial(Inception, conv_block=Narrow), InceptionAux]
    network = models.GoogLeNet(CLASSES, aux_logits=False, transform_input=True, init_weights=False, blocks=blocks)
    network.fc = nn.Linear(1024 // 4, CLASSES)
    return network


def inception_v3():
    kinds = "InceptionA InceptionB InceptionC InceptionD InceptionE".split()
    blocks = [partial(getattr(inception, kind), conv_block=Narrow) for kind in kinds]
    blocks = [Narrow, *blocks, inception.InceptionAux]
    network = models.Inception3(CLASSES, aux_logits=False, init_weights=False, inception_blocks=blocks)
    network.fc = nn.Linear(2048 // 4, CLASSES)
    return network


def mobilenet_v2():
    settings = [[1, 16, 1, 1], [6, 24, 2, 2], [6, 32, 2, 2], [6, 64, 1, 2]]
    return models.MobileNetV2(CLASSES, width_mult=0.5, inverted_residual_setting=settings)


def mobilenet_v3():
    block = partial(InvertedResidualConfig, width_mult=1)
    settings = [
        block(16, 3, 16, 16, True, "RE", 2, 1),
        block(16, 3, 48, 24, False, "RE", 2, 1),
        block(24, 5, 64, 24, True, "HS", 1, 1),
        block(24, 5, 96, 40, True, "HS", 2, 1),
    ]
    return models.MobileNetV3(settings, 128, num_classes=CLASSES)


def efficientnet_v1():
    settings, last = efficientnet._efficientnet_conf("efficientnet_b0", width_mult=0.5, depth_mult=0.4)
    return models.EfficientNet(settings, 0.2, num_classes=CLASSES, last_channel=last)


def efficientnet_v2():
    fused, block = efficientnet.FusedMBConvConfig, efficientnet.MBConvConfig
    settings = [
        fused(1, 3, 1, 16, 16, 1),
        fused(4, 3, 2, 16, 24, 2),
        block(4, 3, 2, 24, 40, 2),
        block(6, 3, 2, 40, 48, 1),
    ]
    norm = partial(nn.BatchNorm2d, eps=1e-3)
    return models.EfficientNet(settings, 0.2, num_classes=CLASSES, last_channel=128, norm_layer=norm)


def shufflenet_v2():
    return models.ShuffleNetV2([2, 3, 2], [24, 48, 96, 192, 256], num_classes=CLASSES)


def regnet_small(squeeze):
    settings = regnet.BlockParams.from_init_params(
        depth=6, w_0=24, w_a=20, w_m=2.5, group_width=8, se_ratio=squeeze
    )
    return models.RegNet(settings, num_classes=CLASSES, stem_width=16)


def convnext_small():
    block = convnext.CNBlockConfig
    return models.ConvNeXt([block(24, 48, 2), block(48, 96, 1), block(96, None, 1)], num_classes=CLASSES)


def vit():
    return models.VisionTransformer(64, 16, 2, 4, 64, 128, num_classes=CLASSES)


def swin():
    return models.SwinTransformer([4, 4], 24, [2, 2], [2, 4], [4, 4], num_classes=CLASSES)


def swin_v2():
    """Without the biases of queries and values: torch 1.13 has no export for how they are put together."""
    v2 = swin_transformer
    network = models.SwinTransformer(
        [4, 4], 24, [2, 2], [2, 4], [4, 4], num_classes=CLASSES,
        block=v2.SwinTransformerBlockV2, downsample_layer=v2.PatchMergingV2,
    )  # fmt: skip
    for module in network.modules():
        if isinstance(module, v2.ShiftedWindowAttentionV2):
            module.qkv.bias = None
    return network


class Out(nn.Module):
    """Of the results of a segmentation only the main one."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, picture):
        return self.network(picture)["out"]


def dilated(layers):
    """A ResNet whose later stages are dilated instead of strided."""
    network = resnet.ResNet(
        resnet.Bottleneck, [1, 1, 1, 1], width_per_group=16, replace_stride_with_dilation=[False, True, True]
    )
    return IntermediateLayerGetter(network, layers)


def deeplab():
    return Out(deeplabv3.DeepLabV3(dilated({"layer2": "out"}), deeplabv3.DeepLabHead(512, 5)))


def fcn_head():
    return Out(fcn.FCN(dilated({"layer4": "out"}), fcn.FCNHead(2048, 5)))


def lraspp_head():
    features = IntermediateLayerGetter(mobilenet_v3().features, {"2": "low", "5": "high"})
    return Out(lraspp.LRASPP(features, 24, 240, 5, inter_channels=32))
