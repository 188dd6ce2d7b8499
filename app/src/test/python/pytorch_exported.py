"""Writes the fixtures of ExportedTest: networks of pytorch_state_dicts.py as torch.export.save writes them, without weights.

    python3 app/src/test/python/pytorch_exported.py [NAME...]

It needs torch 1.13, torchvision 0.14 and numpy; no network, no accelerator. That PyTorch has no torch.export, so the
lists of operators come from its older tracers, and are written down by the published schema (pytorch,
torch/_export/serde/schema.py). Each NAME.json.gz in app/src/test/resources/exported has two programs: "eager", as an
export without decompositions has it, from torch.jit.trace (conv2d, linear, relu_, with module paths); and "core",
taken apart, from make_fx (convolution, addmm, native_layer_norm). The weights are those of the state dict of that name.
"""

import gzip
import json
import operator
import pathlib
import re
import sys
import warnings

import torch
import torch.nn.functional as F
from torch import nn
from torch.fx.experimental.proxy_tensor import make_fx

import pytorch_state_dicts as state_dicts

FOLDER = pathlib.Path(__file__).parents[1] / "resources" / "exported"
NAMES = (
    "alexnet vgg_bn squeezenet1_1 resnet_basic resnext densenet googlenet inception_v3 mobilenet_v2"
    " mobilenet_v3_small efficientnet shufflenet_v2 regnet_y convnext vit swin"
).split()
TYPES = {torch.float32: 7, torch.int64: 5, torch.bool: 12, torch.float64: 8, torch.int32: 4}


def tensor(name):
    return {"as_tensor": {"name": name}}


class Program:
    def __init__(self, network, picture):
        self.names = {t.data_ptr(): n for n, t in network.state_dict(keep_vars=True).items() if t.numel()}
        self.kinds = {n: "parameter" for n, _ in network.named_parameters()}
        self.nodes, self.specs, self.values, self.used = [], {}, {}, {}
        self.meta("x", picture)

    def fresh(self, kind):
        """As torch.fx names nodes."""
        count = self.used.get(kind, 0)
        self.used[kind] = count + 1
        return kind if count == 0 else f"{kind}_{count}"

    def meta(self, name, t):
        ints = lambda numbers: [{"as_int": n} for n in numbers]
        self.values[name] = {
            "dtype": TYPES[t.dtype],
            "sizes": ints(t.shape),
            "requires_grad": False,
            "device": {"type": "cpu", "index": None},
            "strides": ints(t.stride()),
            "storage_offset": {"as_int": 0},
            "layout": 7,
        }

    def weight(self, t):
        """The placeholder of a parameter, buffer or constant."""
        name = self.names.get(t.data_ptr())
        if name is None:
            name = f"lifted_tensor_{len([n for n in self.names.values() if n.startswith('lifted')])}"
            self.names[t.data_ptr()] = name
            self.kinds[name] = "tensor_constant"
            self.constants = {**getattr(self, "constants", {}), name: t.clone()}
            self.kept = [*getattr(self, "kept", []), t]
        kind = self.kinds.get(name, "buffer")
        value = {"parameter": "p_", "buffer": "b_", "tensor_constant": "c_"}[kind] + re.sub(r"\W", "_", name)
        if value not in self.specs:
            key = {"parameter": "parameter_name", "buffer": "buffer_name"}.get(kind, "tensor_constant_name")
            spec = {"arg": {"name": value}, key: name}
            if kind == "buffer":
                spec["persistent"] = True
            self.specs[value] = {kind: spec}
            self.meta(value, t)
        return value

    def argument(self, value, kind):
        if value is None:
            return {"as_none": True}
        if isinstance(value, Name):
            return tensor(value)
        if isinstance(value, str):
            return {"as_string": value}
        if isinstance(value, bool):
            return {"as_bool": value}
        if isinstance(value, torch.dtype):
            return {"as_scalar_type": TYPES[value]}
        if isinstance(value, torch.device):
            return {"as_device": {"type": "cpu", "index": None}}
        if isinstance(value, torch.layout):
            return {"as_layout": 7}
        if isinstance(value, torch.memory_format):
            return {"as_memory_format": 1}
        if isinstance(value, int):
            return {"as_int": value}
        if isinstance(value, float):
            return {"as_float": value}
        if isinstance(value, (list, tuple)):
            if any(v is None for v in value):
                parts = [{"as_none": True} if v is None else {"as_tensor": {"name": v}} for v in value]
                return {"as_optional_tensors": parts}
            if any(isinstance(v, Name) for v in value):
                return {"as_tensors": [{"name": v} for v in value]}
            return {"as_ints" if all(isinstance(v, int) for v in value) else "as_floats": list(value)}
        raise TypeError(f"{value!r} for {kind}")

    def node(self, overload, arguments, outputs, stack):
        """Arguments that have their default value are left out."""
        inputs = []
        for spec in overload._schema.arguments:
            given = arguments.get(spec.name, spec.default_value)
            if spec.name in ("memory_format", "layout", "device", "pin_memory"):
                continue  # where and how values lie in memory
            same = spec.has_default_value() and given == spec.default_value and not isinstance(given, Name)
            if not same:
                if isinstance(given, int) and not isinstance(given, bool) and str(spec.type) in ("float",):
                    given = float(given)
                inputs.append({"name": spec.name, "arg": self.argument(given, spec), "kind": 2 if spec.kwarg_only else 1})
        metadata = {"nn_module_stack": stack} if stack else {}
        self.nodes.append({"target": f"torch.ops.{overload}", "inputs": inputs, "outputs": outputs, "metadata": metadata})

    def json(self, result):
        specs = [*self.specs.values(), {"user_input": {"arg": tensor("x")}}]
        names = [*self.specs, "x"]
        return {
            "graph_module": {
                "graph": {
                    "inputs": [tensor(n) for n in names],
                    "outputs": [tensor(result)],
                    "nodes": self.nodes,
                    "tensor_values": self.values,
                    "sym_int_values": {},
                    "sym_bool_values": {},
                    "is_single_tensor_return": False,
                    "custom_obj_values": {},
                },
                "signature": {"input_specs": specs, "output_specs": [{"user_output": {"arg": tensor(result)}}]},
                "module_call_graph": [],
                "metadata": {},
            },
            "opset_version": {"aten": 10},
            "range_constraints": {},
            "schema_version": {"major": 8, "minor": 2},
            "torch_version": "2.8.0",
        }


class Name(str):
    """The name of a value, which is no text."""


def overload_of(node):
    name, overload = re.match(r"aten::(\w+)(?:\.(\w+))?\(", node.schema()).groups()
    return getattr(getattr(torch.ops.aten, name), overload or "default")


def stack_of(scope):
    entries = ["L__self__,,torch.nn.modules.module.Module"]
    for part in filter(None, scope.split("/")):
        path = part.removeprefix("__module.")
        entries.append(f"L__self___{path.replace('.', '_')},{path},torch.nn.modules.module.Module")
    return ";".join(entries)


def eager(network, picture):
    """Walks over a trace, and computes along, so that sizes are numbers."""
    traced = torch.jit.trace(network, picture, check_trace=False)
    program = Program(traced, picture)
    program.kinds = {n: "parameter" for n, _ in network.named_parameters()}
    graph = traced.inlined_graph
    inputs = list(graph.inputs())
    known = {inputs[0].debugName(): traced}  # values
    names = {inputs[1].debugName(): Name("x")}  # of tensors that come from the picture
    known[inputs[1].debugName()] = picture
    for node in graph.nodes():
        kind = node.kind()
        ins = [i.debugName() for i in node.inputs()]
        outs = [o.debugName() for o in node.outputs()]
        values = [known[i] for i in ins]
        if kind == "prim::Constant":
            known[outs[0]] = node.output().toIValue()
        elif kind == "prim::GetAttr":
            known[outs[0]] = getattr(values[0], node.s("name"))
        elif kind in ("prim::ListConstruct", "prim::TupleConstruct"):
            known[outs[0]] = values
            if any(i in names for i in ins):
                names[outs[0]] = [names.get(i, v) for i, v in zip(ins, values)]
        elif kind in ("prim::ListUnpack", "prim::TupleUnpack"):
            for at, out in enumerate(outs):
                known[out] = values[0][at]
                if ins[0] in names:
                    names[out] = names[ins[0]][at]
        elif kind == "prim::NumToTensor":
            known[outs[0]] = torch.tensor(values[0])
        elif kind in ("aten::Int", "aten::ScalarImplicit"):
            known[outs[0]] = int(values[0])
        elif kind == "aten::size":
            known[outs[0]] = values[0].size(values[1])
        elif kind == "aten::contiguous" and ins[0] not in names:
            known[outs[0]] = values[0]
        else:
            step(program, node, kind, ins, outs, values, known, names)
    return program, names[next(iter(graph.outputs())).debugName()]


def step(program, node, kind, ins, outs, values, known, names):
    overload = overload_of(node)
    arguments = dict(zip([a.name for a in overload._schema.arguments], zip(ins, values)))
    if kind == "aten::_convolution":
        transposed = arguments["transposed"][1]
        overload = torch.ops.aten.conv_transpose2d.input if transposed else torch.ops.aten.conv2d.default
        arguments = {a.name: arguments[a.name] for a in overload._schema.arguments}
    with torch.no_grad():
        result = called(overload, {k: clean(v) for k, (_, v) in arguments.items()})
    known.update(zip(outs, result) if len(outs) > 1 else [(outs[0], result)])
    scalars = all(not isinstance(v, torch.Tensor) or (v.dim() == 0 and i not in names) for i, v in zip(ins, values))
    lists = any(isinstance(v, list) and any(isinstance(x, torch.Tensor) for x in v) for v in values)
    if scalars and not lists:
        return  # arithmetic on sizes

    def named(key, value):
        if key in names:
            return names[key]
        if isinstance(value, torch.Tensor):
            return Name(program.weight(value))
        if isinstance(value, list):
            return [Name(program.weight(v)) if isinstance(v, torch.Tensor) else v for v in value]
        return value

    given = {k: named(*v) for k, v in arguments.items()}
    results = result if isinstance(result, (list, tuple)) else [result]
    base = str(overload).split(".")[1]
    if isinstance(result, (list, tuple)):
        found = [Name(program.fresh("getitem")) for _ in results]
        outputs = [{"as_tensors": [{"name": n} for n in found]}] if len(outs) == 1 else [tensor(n) for n in found]
        names.update(zip(outs, found) if len(outs) > 1 else [(outs[0], found)])
    else:
        found = [Name(program.fresh(base))]
        outputs = [tensor(found[0])]
        names[outs[0]] = found[0]
    for n, t in zip(found, results):
        program.meta(n, t)
    program.node(overload, given, outputs, stack_of(node.scopeName()))


class Operators(nn.Module):
    """Operators that none of the networks has, each of whose results is as large as the picture or pooled to it."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding="same")
        self.even = nn.Conv2d(8, 8, 4, padding="same", dilation=2, groups=2)
        self.up = nn.ConvTranspose2d(8, 8, 3, 2, 1, output_padding=1)
        self.group = nn.GroupNorm(4, 8)
        self.instance = nn.InstanceNorm2d(8, affine=True)
        self.slope = nn.PReLU(8)
        self.norm = nn.LayerNorm([8, 13, 11])
        self.matrix = nn.Linear(11, 7, bias=False)

    def functions(self, x):
        yield F.leaky_relu(x, 0.2)
        yield F.elu(x, 0.7)
        yield F.celu(x, 1.3)
        yield F.selu(x)
        yield F.mish(x)
        yield F.softplus(x)
        yield F.gelu(x, approximate="tanh")
        yield self.slope(x)
        yield x.clamp(max=0.3).clamp_min(-0.4)
        yield torch.rsqrt(x.square() + 1)
        yield x.abs().add(0.1).sqrt().reciprocal()
        yield (1 - x) ** 3
        yield x.sub(x.tanh(), alpha=2)
        yield torch.maximum(x, x.flip(2)) / (x.exp() + 1)
        yield torch.where(torch.arange(11) > 4, x, 0.5 * x)

    def moves(self, x):
        yield self.group(x)
        yield self.instance(x)
        yield self.norm(x)
        yield F.layer_norm(x, [11])
        yield torch.roll(x, (2, -3), (2, 3))
        yield F.pad(x, (2, 1, 0, 3), mode="reflect")[:, :, 2:-1, 1:-2]
        yield F.pad(x, (1, 1, 1, 1), mode="replicate")[:, :, ::1, 2:][:, :, :13]
        yield F.pad(x, (1, 0, 0, 2), value=0.7)[..., 2:, :-1]
        yield torch.stack(x.unbind(1)[::-1], 1)
        yield torch.cat(x.split([3, 1, 4], 1)[1:] + x.split(3, 1)[:1], 1)
        yield x.flatten(1, 2).unflatten(1, (8, 13)).transpose(-1, 2).transpose(2, 3)
        yield torch.einsum("nchw,ndhw->ncd", x, x).softmax(-1) @ x.flatten(2).unsqueeze(1).squeeze(1).repeat(1, 1, 1)

    def sizes(self, x):
        yield self.up(x)
        yield F.interpolate(x, scale_factor=2, mode="nearest")
        yield F.interpolate(x, size=(9, 17), mode="bilinear")
        yield F.interpolate(x, size=(9, 17), mode="bilinear", align_corners=True)
        yield F.interpolate(x, scale_factor=1.5, mode="bicubic")
        yield F.pixel_shuffle(x, 2)
        yield F.avg_pool2d(x, 3, 2, 1, ceil_mode=True, count_include_pad=False)
        yield F.max_pool2d(x, 3, 2, 1, ceil_mode=True)
        yield F.adaptive_max_pool2d(x, 1)
        yield self.matrix(x)
        yield x.amax((2, 3), keepdim=True) - x.mean(1, keepdim=True) + x.norm(1, dim=2, keepdim=True)
        yield x.logsumexp(3).unsqueeze(3)
        yield x.log_softmax(1)

    def forward(self, x):
        x = self.even(self.conv(x))
        parts = []
        for part in [*self.functions(x), *self.moves(x), *self.sizes(x)]:
            if part.dim() == 3:
                part = part.unflatten(2, (13, 11))
            parts.append(F.adaptive_avg_pool2d(part, (5, 4)))
        return torch.cat(parts, 1)


def operators():
    """The program, its weights' recipe and its case in one file."""
    network = Operators().eval()
    weights = state_dicts.Weights(network, seed=77)
    told, error = state_dicts.case(network, 100, (1, 3, 13, 11))
    print("operators: off by", error)
    program, result = eager(network, torch.from_numpy(state_dicts.noise(100, (1, 3, 13, 11))))
    tensors = [[key, list(tensor.shape), *weights.recipes[key]] for key, (_, tensor) in weights.tensors.items()]
    facts = {"network": "operators", "seed": weights.seed, "tensors": tensors, "integers": [], "cases": [told]}
    facts["eager"] = program.json(result)
    facts["constants"] = {"eager": constants(program, network)}
    write("operators", facts)


def constants(program, network):
    """Values of what no recipe makes."""
    whole = dict(getattr(program, "constants", {}))
    used = [s.get("buffer", {}).get("buffer_name") for s in program.specs.values()]
    whole.update({k: t for k, t in network.state_dict().items() if k in used and not t.is_floating_point()})
    return {
        key: {"type": str(t.dtype)[6:], "shape": list(t.shape), "values": t.reshape(-1).tolist()} for key, t in whole.items()
    }


def called(overload, arguments):
    specs = overload._schema.arguments
    plain = [arguments[a.name] for a in specs if a.name in arguments and not a.kwarg_only]
    words = {a.name: arguments[a.name] for a in specs if a.name in arguments and a.kwarg_only}
    words.pop("memory_format", None)  # a number here
    return overload(*plain, **words)


def clean(value):
    return value.detach().clone() if isinstance(value, torch.Tensor) else value


def core(network, picture):
    """Without in-place operators, as decompositions leave it."""
    fx = make_fx(lambda x: network(x))(picture)
    program = Program(network, picture)
    values, names = {}, {}
    with torch.no_grad():
        for node in fx.graph.nodes:
            args = torch.fx.node.map_arg(node.args, lambda n: values[n])
            if node.op == "placeholder":
                values[node], names[node] = picture, Name("x")
            elif node.op == "get_attr":
                values[node] = getattr(fx, node.target)
                names[node] = Name(program.weight(values[node]))
            elif node.op == "output":
                return program, names[node.args[0]]
            elif node.target is operator.getitem:
                values[node] = args[0][args[1]]
            else:
                fx_step(program, node, args, values, names)
    raise ValueError("no output")


def fx_step(program, node, args, values, names):
    args = tuple(clean(a) for a in args)
    values[node] = node.target(*args, **node.kwargs)
    name, overload = str(node.target).split(".")[1:]
    if name == "empty":
        return
    if name == "detach":
        names[node] = names[node.args[0]]
        return
    target = node.target
    if name.endswith("_"):
        name = name[:-1]
        target = getattr(getattr(torch.ops.aten, name), overload)
    given = torch.fx.node.map_arg(node.args, lambda n: names[n])
    arguments = dict(zip([a.name for a in target._schema.arguments], given))
    arguments.update(node.kwargs)
    result = values[node]
    if not isinstance(result, (list, tuple)):
        names[node] = Name(program.fresh(name))
        program.meta(names[node], result)
        program.node(target, arguments, [tensor(names[node])], "")
        return
    found = [""] * len(result)
    for user in node.users:
        if user.target is operator.getitem:
            at = user.args[1]
            found[at] = found[at] or Name(program.fresh("getitem"))
            names[user] = found[at]
            program.meta(found[at], result[at])
    found = [f or Name(program.fresh(name + "_unused")) for f in found]
    if isinstance(result, list):
        outputs = [{"as_tensors": [{"name": f} for f in found]}]
    else:
        outputs = [tensor(f) for f in found]
    program.node(target, arguments, outputs, "")
    if name == "native_batch_norm":  # what newer versions call it in inference
        last = program.nodes[-1]
        last["target"] = "torch.ops.aten._native_batch_norm_legit_no_training.default"
        last["inputs"] = [i for i in last["inputs"] if i["name"] != "training"]


def make(name):
    build, size = state_dicts.NETWORKS[name]
    torch.manual_seed(0)
    network = build().eval()
    picture = torch.randn(1, 3, size, size)
    facts = {"network": name, "constants": {}}
    for kind, trace in (("eager", eager), ("core", core)):
        if kind == "core" and name == "swin":
            continue  # it writes into parts of its masks, which make_fx leaves as it is
        program, result = trace(network, picture)
        facts[kind] = program.json(result)
        facts["constants"][kind] = constants(program, network)
    write(name, facts)


def write(name, facts):
    FOLDER.mkdir(parents=True, exist_ok=True)
    data = json.dumps(facts, separators=(",", ":")).encode()
    packed = gzip.compress(data, 9, mtime=0)
    (FOLDER / (name + ".json.gz")).write_bytes(packed)
    programs = [facts[k] for k in ("eager", "core") if k in facts]
    kinds = sorted({n["target"][15:] for p in programs for n in p["graph_module"]["graph"]["nodes"]})
    print(name, len(packed), " ".join(kinds))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    for name in sys.argv[1:] or [*NAMES, "operators"]:
        operators() if name == "operators" else make(name)
