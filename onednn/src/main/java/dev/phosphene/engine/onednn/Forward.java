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
import dev.phosphene.graph.ScalarFunction;
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

/** Compiles the forward pass from the input to the taps. */
public final class Forward {
  /** A node, or several that {@link Fusions} treats as one, with its stage. */
  record Unit(String name, List<String> inputs, Stage stage) {}

  private final Emitter emitter;
  private final Choice choice;
  private final Set<String> taps;
  private final Map<String, Shape> shapes;
  private final Map<String, Mem> values = new HashMap<>();
  private final Set<String> constants = new HashSet<>();
  private final Map<String, List<Node>> reading = new HashMap<>(); // by input
  private final Fusions fusions;
  private final ConcatPlacement homes;
  private final InputCopy entry;
  private final Mem entryMem;
  private final List<Unit> units = new ArrayList<>();
  private final Map<String, Mem> plainTaps = new LinkedHashMap<>();

  Forward(Emitter emitter, Choice choice, Graph graph, Set<String> taps, Shape input) {
    this.emitter = emitter;
    this.choice = choice;
    this.taps = taps;
    List<Node> nodes = List.copyOf(Cut.at(graph, taps).nodes());
    shapes = Graph.of(nodes).shapes(input);
    Map<String, Integer> readers = new HashMap<>();
    nodes.forEach(node -> node.inputs().forEach(in -> readers.merge(in, 1, Integer::sum)));
    nodes.forEach(
        node ->
            node.inputs()
                .forEach(in -> reading.computeIfAbsent(in, n -> new ArrayList<>()).add(node)));
    entry = InputCopy.of(nodes, taps, readers, input);
    List<Node> computed = nodes.subList(entry.length(), nodes.size());
    fusions = new Fusions(emitter, computed, shapes, readers, taps);
    homes = ConcatPlacement.of(emitter, nodes, shapes);
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
      if (!fusions.swallows(node.name())) {
        compile(node);
      }
    }
  }

  /** Returns everything that is computed, in order. */
  List<Unit> units() {
    return units;
  }

  InputCopy entry() {
    return entry;
  }

  /** Returns the array for the image, in plain float32. */
  Mem entryMem() {
    return entryMem;
  }

  /** Returns the taps' activations in plain float32. */
  Map<String, Mem> taps() {
    return plainTaps;
  }

  /** Returns whether a node does not depend on the image, so that it needs no gradient. */
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
    Optional<Node> conv = fusions.convolution(node.name());
    Node source = conv.orElse(node);
    List<Mem> inputs = source.inputs().stream().map(this::value).toList();
    Optional<String> added = fusions.added(node.name());
    ConvStage.Tail tail =
        new ConvStage.Tail(
            added.map(this::value).orElse(null),
            conv.isPresent() ? Rectifier.of(node.op()).orElse(null) : null,
            !fusions.pooled(node.name()));
    Stage stage = stage(source, node.name(), inputs, tail);
    List<String> read = new ArrayList<>(source.inputs());
    added.ifPresent(read::add);
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
    Optional<Op.Conv> conv = AsConvolution.of(op, in);
    if (conv.isPresent()) {
      return new ConvStage(
          emitter, choice, conv.get(), input, in, out, tail, readLast(name), place);
    } else if (op instanceof Op.Relu) {
      return ReluStage.of(emitter, input, out, !fusions.pooled(name), place);
    } else if (op instanceof Op.MaxPool pool) {
      PoolStage.Kind kind = pool.smoothGradient() ? PoolStage.Kind.SMOOTH_MAX : PoolStage.Kind.MAX;
      boolean masks = fusions.pooled(node.input());
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
    } else if (op instanceof Op.Pointwise pointwise && pointwise.function() != ScalarFunction.ERF) {
      return PointwiseStage.of(emitter, pointwise, input, out, place);
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

  /** Returns whether only Winograd convolutions, which read channels-last arrays, read a node. */
  private boolean readLast(String name) {
    List<Node> all = reading.getOrDefault(name, List.of());
    Shape shape = shape(name);
    return !all.isEmpty()
        && all.stream()
            .allMatch(
                node ->
                    AsConvolution.of(node.op(), shape)
                        .filter(
                            conv ->
                                ConvStage.byWinograd(
                                    emitter,
                                    choice,
                                    conv,
                                    shape,
                                    shape(node.name()),
                                    fusions.swallows(node.name())))
                        .isPresent());
  }

  private Stage inJava(Node node, List<Mem> inputs, Shape out) {
    List<Shape> ins = node.inputs().stream().map(this::shape).toList();
    return JavaStage.of(emitter, Kernel.of(node.op(), ins, out), inputs, ins, out);
  }

  /** Returns a window over the whole input. */
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
