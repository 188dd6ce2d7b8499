package dev.phosphene.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.Live;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Compiles the way from the input to the taps. */
final class Forward {
  /** A node, or a convolution with its ReLU, as it is computed. */
  record Unit(String name, List<String> inputs, Stage stage) {}

  private final Emitter emitter;
  private final Set<String> taps;
  private final List<Node> nodes;
  private final Map<String, Shape> shapes;
  private final Map<String, Integer> readers = new HashMap<>();
  private final Map<String, Mem> values = new HashMap<>();
  private final Map<String, String> fused = new HashMap<>(); // ReLU to its convolution
  private final Homes homes;
  private final Entry entry;
  private final Mem entryMem;
  private final List<Unit> units = new ArrayList<>();
  private final Map<String, Mem> plainTaps = new LinkedHashMap<>();

  Forward(Emitter emitter, Graph graph, Set<String> taps, Shape input) {
    this.emitter = emitter;
    this.taps = taps;
    nodes = Live.nodes(graph, taps);
    shapes = Graph.of(nodes).shapes(input);
    nodes.forEach(node -> node.inputs().forEach(in -> readers.merge(in, 1, Integer::sum)));
    for (Node node : nodes) {
      if (node.op() instanceof Op.Relu && fusable(node.input())) {
        fused.put(node.name(), node.input());
      }
    }
    entry = Entry.of(nodes, taps, readers, input);
    homes = Homes.of(emitter, nodes, shapes);
    entryMem = emitter.array(emitter.layouts.plain(entry.shape()));
    entryMem.slot().given();
    values.put(entry.name(), entryMem);
    tap(entry.name());
    for (Node node : nodes.subList(entry.length(), nodes.size())) {
      if (!fused.containsValue(node.name())) {
        compile(node);
      }
    }
  }

  private boolean fusable(String name) {
    boolean conv = nodes.stream().anyMatch(n -> n.name().equals(name) && n.op() instanceof Op.Conv);
    return conv && !taps.contains(name) && readers.getOrDefault(name, 0) == 1;
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

  Shape shape(String name) {
    return Objects.requireNonNull(shapes.get(name), name);
  }

  private Mem value(String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  private void compile(Node node) {
    String conv = fused.get(node.name());
    Node source = conv == null ? node : node(conv);
    List<Mem> inputs = source.inputs().stream().map(this::value).toList();
    Stage stage = stage(source, node.name(), inputs, conv != null);
    units.add(new Unit(node.name(), source.inputs(), stage));
    values.put(node.name(), stage.output());
    tap(node.name());
  }

  private Node node(String name) {
    return nodes.stream().filter(n -> n.name().equals(name)).findFirst().orElseThrow();
  }

  private void tap(String name) {
    if (taps.contains(name)) {
      Mem plain = emitter.plain(value(name), shape(name));
      plain.slot().keep();
      plainTaps.put(name, plain);
    }
  }

  private Stage stage(Node node, String name, List<Mem> inputs, boolean relu) {
    Op op = node.op();
    Mem input = inputs.get(0);
    Shape in = shape(node.inputs().get(0));
    Shape out = shape(name);
    Stage.Place place = md -> homes.place(name, md);
    if (op instanceof Op.Conv conv) {
      return new ConvStage(emitter, conv, input, in, out, relu, place);
    } else if (op instanceof Op.SelectChannels select) {
      return new ConvStage(emitter, picking(select, in.c()), input, in, out, false, place);
    } else if (op instanceof Op.BatchNorm norm) {
      return perChannel(PerChannelStage.Coefficients.of(norm), input, place);
    } else if (op instanceof Op.Affine affine) {
      return perChannel(PerChannelStage.Coefficients.of(affine), input, place);
    } else if (op instanceof Op.Relu) {
      return ReluStage.of(emitter, input, place);
    } else if (op instanceof Op.MaxPool pool) {
      return new PoolStage(emitter, dnnl_pooling_max, pool.window(), input, in, out, place);
    } else if (op instanceof Op.AvgPool pool) {
      int algorithm =
          pool.countPadding() ? dnnl_pooling_avg_include_padding : dnnl_pooling_avg_exclude_padding;
      return new PoolStage(emitter, algorithm, pool.window(), input, in, out, place);
    } else if (op instanceof Op.GlobalAvgPool) {
      Window all = new Window(in.h(), in.w(), 1, 1, 1, 1, new Window.Padding.Explicit(0, 0, 0, 0));
      return new PoolStage(emitter, dnnl_pooling_avg_exclude_padding, all, input, in, out, place);
    } else if (op instanceof Op.Concat) {
      return concat(node, inputs, out, place);
    } else if (op instanceof Op.Add) {
      return AddStage.of(emitter, inputs, place);
    }
    throw new IllegalArgumentException("no stage for " + op);
  }

  private Stage perChannel(
      PerChannelStage.Coefficients coefficients, Mem input, Stage.Place place) {
    return PerChannelStage.of(emitter, coefficients, input, place);
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

  /** A choice of channels as a 1×1 convolution with a matrix of zeros and ones, which is exact. */
  private static Op.Conv picking(Op.SelectChannels select, int channels) {
    Shape shape = Shape.of(select.channels().size(), channels, 1, 1);
    float[] matrix = new float[shape.size()];
    for (int c = 0; c < select.channels().size(); c++) {
      matrix[c * channels + select.channels().get(c)] = 1;
    }
    return new Op.Conv(Parameter.of("selection", shape, matrix), null, Window.valid(1, 1), 1);
  }
}
