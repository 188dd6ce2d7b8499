package dev.phosphene.engine.onednn;

import dev.phosphene.engine.onednn.conv.AsConvolution;
import dev.phosphene.engine.onednn.conv.Choice;
import dev.phosphene.engine.onednn.conv.ConvStage;
import dev.phosphene.engine.onednn.kernel.Kernel;
import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Layouts.Tag;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.engine.onednn.program.Rectifier;
import dev.phosphene.engine.onednn.stage.AddStage;
import dev.phosphene.engine.onednn.stage.ConcatStage;
import dev.phosphene.engine.onednn.stage.ConstantStage;
import dev.phosphene.engine.onednn.stage.ConvTransposeStage;
import dev.phosphene.engine.onednn.stage.CropStage;
import dev.phosphene.engine.onednn.stage.JavaStage;
import dev.phosphene.engine.onednn.stage.LinearStage;
import dev.phosphene.engine.onednn.stage.LrnStage;
import dev.phosphene.engine.onednn.stage.MatMulStage;
import dev.phosphene.engine.onednn.stage.PointwiseStage;
import dev.phosphene.engine.onednn.stage.PoolStage;
import dev.phosphene.engine.onednn.stage.ProductStage;
import dev.phosphene.engine.onednn.stage.ReluStage;
import dev.phosphene.engine.onednn.stage.ReshapeStage;
import dev.phosphene.engine.onednn.stage.SoftmaxStage;
import dev.phosphene.engine.onednn.stage.Stage;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Scalar;
import dev.phosphene.graph.Window;
import dev.phosphene.rewrite.Cut;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Compiles the way from the input to the taps. */
public final class Forward {
  /** A node, or a convolution with its ReLU, as it is computed. */
  record Unit(String name, List<String> inputs, Stage stage) {}

  private final Emitter emitter;
  private final Choice choice;
  private final Set<String> taps;
  private final List<Node> nodes;
  private final Map<String, Shape> shapes;
  private final Map<String, Integer> readers = new HashMap<>();
  private final Map<String, Mem> values = new HashMap<>();
  private final Map<String, Node> fused = new HashMap<>(); // convolutions, by what ends them
  private final Map<String, String> added = new HashMap<>(); // to those, by what ends them
  private final Set<String> swallowed = new HashSet<>(); // all but what ends them
  private final Set<String> pooled = new HashSet<>(); // ReLUs
  private final Set<String> constants = new HashSet<>();
  private final Homes homes;
  private final Entry entry;
  private final Mem entryMem;
  private final List<Unit> units = new ArrayList<>();
  private final Map<String, Mem> plainTaps = new LinkedHashMap<>();

  Forward(Emitter emitter, Choice choice, Graph graph, Set<String> taps, Shape input) {
    this.emitter = emitter;
    this.choice = choice;
    this.taps = taps;
    nodes = List.copyOf(Cut.at(graph, taps).nodes());
    shapes = Graph.of(nodes).shapes(input);
    nodes.forEach(node -> node.inputs().forEach(in -> readers.merge(in, 1, Integer::sum)));
    entry = Entry.of(nodes, taps, readers, input);
    List<Node> computed = nodes.subList(entry.length(), nodes.size());
    for (Node node : computed) {
      if (AsConvolution.applies(node.op(), channels(node))
          && !taps.contains(node.name())
          && readers.getOrDefault(node.name(), 0) == 1) {
        computed.stream()
            .filter(next -> next.inputs().equals(List.of(node.name())))
            .filter(next -> rectifier(node, next).isPresent())
            .forEach(next -> fuse(node, next));
      }
    }
    computed.forEach(this::findAdded);
    findPooled();
    homes = Homes.of(emitter, nodes, shapes);
    entryMem = emitter.array(emitter.layouts.plain(entry.shape()));
    entryMem.slot().given();
    emitter.rounded(entryMem);
    Mem typed = emitter.as(entryMem, emitter.layouts.of(emitter.type, Tag.PLAIN, entry.shape()));
    values.put(entry.name(), typed);
    tap(entry.name());
    for (Node node : computed) {
      boolean behind = !node.inputs().isEmpty() && constants.containsAll(node.inputs());
      if (behind || node.op() instanceof Op.Constant) {
        constants.add(node.name());
      }
      if (!swallowed.contains(node.name())) {
        compile(node);
      }
    }
  }

  private void fuse(Node conv, Node end) {
    fused.put(end.name(), conv);
    swallowed.add(conv.name());
  }

  /** A sum of two is left to a convolution that is one of them, with the ReLU behind it. */
  private void findAdded(Node sum) {
    boolean two = sum.inputs().size() == 2 && new HashSet<>(sum.inputs()).size() == 2;
    if (!(sum.op() instanceof Op.Add) || !two) {
      return;
    }
    for (int i = 0; i < 2; i++) {
      String name = sum.inputs().get(i);
      Node part = byName(name);
      if (!taps.contains(name)
          && readers.getOrDefault(name, 0) == 1
          && !fused.containsKey(name)
          && part.inputs().size() == 1
          && AsConvolution.of(part.op(), channels(part))
              .filter(c -> ConvStage.adds(emitter, c, shape(part.input()), shape(name)))
              .isPresent()) {
        Node end = reluBehind(sum);
        fuse(part, end);
        added.put(end.name(), sum.inputs().get(1 - i));
        if (!end.equals(sum)) {
          swallowed.add(sum.name());
        }
        return;
      }
    }
  }

  /** The ReLU that alone reads a sum, or the sum. */
  private Node reluBehind(Node sum) {
    return nodes.stream()
        .filter(next -> next.op() instanceof Op.Relu && next.input().equals(sum.name()))
        .filter(next -> readers.getOrDefault(sum.name(), 0) == 1 && !taps.contains(sum.name()))
        .findFirst()
        .orElse(sum);
  }

  private Node byName(String name) {
    return nodes.stream().filter(node -> node.name().equals(name)).findFirst().orElseThrow();
  }

  /** What {@code next} is if the convolution {@code node} can take it in. */
  private Optional<Rectifier> rectifier(Node node, Node next) {
    Shape in = shape(node.inputs().get(0));
    return AsConvolution.of(node.op(), channels(node))
        .flatMap(conv -> ConvStage.takes(conv, in, next.op()));
  }

  /** ReLUs that only a maximum reads: it finds the way back through them, too. */
  private void findPooled() {
    Set<String> rectified = new HashSet<>();
    for (Node node : nodes) {
      if (node.op() instanceof Op.Relu) {
        rectified.add(node.name());
      } else if (node.op() instanceof Op.MaxPool pool
          && !pool.smoothGradient()
          && rectified.contains(node.input())
          && !taps.contains(node.input())
          && readers.getOrDefault(node.input(), 0) == 1) {
        pooled.add(node.input());
      }
    }
  }

  /** Everything that is computed, in order. */
  List<Unit> units() {
    return units;
  }

  Entry entry() {
    return entry;
  }

  /** Where the picture goes: plain float32. */
  Mem entryMem() {
    return entryMem;
  }

  /** The taps' activations in plain float32. */
  Map<String, Mem> taps() {
    return plainTaps;
  }

  /** Whether a node does not depend on the picture, so that no gradient need go there. */
  boolean isConstant(String name) {
    return constants.contains(name);
  }

  Shape shape(String name) {
    return Objects.requireNonNull(shapes.get(name), name);
  }

  private Mem value(String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  private void compile(Node node) {
    Node conv = fused.get(node.name());
    Node source = conv == null ? node : conv;
    List<Mem> inputs = source.inputs().stream().map(this::value).toList();
    String other = added.get(node.name());
    ConvStage.Tail tail =
        new ConvStage.Tail(
            other == null ? null : value(other),
            conv == null ? null : Rectifier.of(node.op()).orElse(null),
            !pooled.contains(node.name()));
    Stage stage = stage(source, node.name(), inputs, tail);
    List<String> read = new ArrayList<>(source.inputs());
    if (other != null) {
      read.add(other);
    }
    units.add(new Unit(node.name(), read, stage));
    values.put(node.name(), stage.output());
    tap(node.name());
  }

  private void tap(String name) {
    if (taps.contains(name)) {
      Mem plain = emitter.plain(value(name), shape(name));
      plain.slot().keep();
      plainTaps.put(name, plain);
    }
  }

  private Stage stage(Node node, String name, List<Mem> inputs, ConvStage.Tail tail) {
    Op op = node.op();
    if (op instanceof Op.Constant constant) {
      return ConstantStage.of(emitter, constant, shape(name));
    }
    Mem input = inputs.get(0);
    Shape in = shape(node.inputs().get(0));
    Shape out = shape(name);
    Stage.Place place = md -> homes.place(name, md);
    Optional<Op.Conv> conv = AsConvolution.of(op, channels(node));
    if (conv.isPresent()) {
      return new ConvStage(emitter, choice, conv.get(), input, in, out, tail, place);
    } else if (op instanceof Op.Relu) {
      return ReluStage.of(emitter, input, !pooled.contains(name), place);
    } else if (op instanceof Op.MaxPool pool) {
      PoolStage.Kind kind = pool.smoothGradient() ? PoolStage.Kind.SMOOTH_MAX : PoolStage.Kind.MAX;
      boolean masks = pooled.contains(node.input());
      return new PoolStage(emitter, kind, pool.window(), input, in, out, masks, place);
    } else if (op instanceof Op.AvgPool pool) {
      PoolStage.Kind kind =
          pool.countPadding() ? PoolStage.Kind.MEAN_WITH_BORDER : PoolStage.Kind.MEAN;
      return new PoolStage(emitter, kind, pool.window(), input, in, out, false, place);
    } else if (op instanceof Op.GlobalAvgPool) {
      return new PoolStage(emitter, PoolStage.Kind.MEAN, whole(in), input, in, out, false, place);
    } else if (op instanceof Op.Concat) {
      return concat(node, inputs, out, place);
    } else if (op instanceof Op.Add) {
      return AddStage.of(emitter, inputs, place);
    } else if (op instanceof Op.Pointwise pointwise && pointwise.function() != Scalar.ERF) {
      return PointwiseStage.of(emitter, pointwise, input, place);
    } else if (op instanceof Op.Lrn lrn) {
      return LrnStage.of(emitter, lrn, input, place).orElseGet(() -> inJava(node, inputs, out));
    } else if (op instanceof Op.Softmax softmax) {
      return SoftmaxStage.of(emitter, softmax, input, in, place);
    } else if (op instanceof Op.GlobalMaxPool) {
      return new PoolStage(emitter, PoolStage.Kind.MAX, whole(in), input, in, out, false, place);
    } else if (op instanceof Op.ConvTranspose transpose) {
      return new ConvTransposeStage(emitter, transpose, input, in, out, place);
    } else if (op instanceof Op.MatMul) {
      return MatMulStage.of(emitter, inputs, in, shape(node.inputs().get(1)), out);
    } else if (op instanceof Op.Linear linear) {
      return LinearStage.of(emitter, linear, input, in, out);
    } else if (op instanceof Op.Crop crop) {
      return CropStage.of(emitter, crop.box(), input, in, out, place);
    } else if (op instanceof Op.Flatten || op instanceof Op.Reshape) {
      return ReshapeStage.of(emitter, input, in, out);
    }
    List<Shape> ins = node.inputs().stream().map(this::shape).toList();
    if (ProductStage.applies(op, ins)) {
      return ProductStage.of(emitter, inputs, ins, place);
    }
    return inJava(node, inputs, out);
  }

  private Stage inJava(Node node, List<Mem> inputs, Shape out) {
    List<Shape> ins = node.inputs().stream().map(this::shape).toList();
    return JavaStage.of(emitter, Kernel.of(node.op(), ins, out), inputs, ins, out);
  }

  /** Of what a node reads first; 0 if that is no picture. */
  private int channels(Node node) {
    Shape in = node.inputs().isEmpty() ? shape(node.name()) : shape(node.inputs().get(0));
    return in.rank() == 4 ? in.c() : 0;
  }

  /** A window that sees everything at once. */
  private static Window whole(Shape in) {
    return new Window(in.h(), in.w(), 1, 1, 1, 1, new Window.Padding.Explicit(0, 0, 0, 0));
  }

  private Stage concat(Node node, List<Mem> inputs, Shape out, Stage.Place place) {
    List<Shape> parts = node.inputs().stream().map(this::shape).toList();
    return homes
        .of(node.name())
        .<Stage>map(
            home ->
                ConcatStage.inPlace(
                    emitter, ConcatStage.parts(inputs, parts), out, home.mem(), home.tag()))
        .orElseGet(() -> ConcatStage.copied(emitter, ConcatStage.parts(inputs, parts), out, place));
  }
}
