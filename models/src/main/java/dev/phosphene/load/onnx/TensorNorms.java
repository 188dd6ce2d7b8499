package dev.phosphene.load.onnx;

import dev.phosphene.graph.Op;
import dev.phosphene.load.onnx.Operators.Lowering;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Imports softmax and normalizations of tensors of any rank. */
final class TensorNorms {
  private TensorNorms() {}

  static void register(Map<String, Lowering> all) {
    all.put("Softmax", call -> softmax(call, false));
    all.put("LogSoftmax", call -> softmax(call, true));
    all.put("LayerNormalization", TensorNorms::layerNorm);
    all.put("InstanceNormalization", TensorNorms::instanceNorm);
    all.put("GroupNormalization", TensorNorms::groupNorm);
    all.put("BatchNormalization", TensorNorms::batchNorm);
  }

  private static List<OnnxValue> softmax(NodeCall call, boolean log) {
    OnnxValue.Tensor in = call.tensor(call.array(0));
    int rank = in.extents().size();
    boolean old = call.opset() < 13; // then all axes from the given one on count as one
    int axis = NodeCall.axis(call.integer("axis", old ? 1 : -1), rank);
    if (!old || axis == rank - 1) {
      return Operators.one(call.emit(new Op.Softmax(axis + 1, log), in));
    }
    int rows = in.extents().subList(0, axis).stream().reduce(1, (a, b) -> a * b);
    int columns = in.extents().subList(axis, rank).stream().reduce(1, (a, b) -> a * b);
    OnnxValue.Tensor flat = TensorMoves.reshaped(call, "flat", in, List.of(rows, columns));
    OnnxValue.Tensor soft = call.step("soft", new Op.Softmax(2, log), flat);
    return Operators.one(TensorMoves.reshaped(call, null, soft, in.extents()));
  }

  /** Batch normalization as of an image whose rows are all positions. */
  private static List<OnnxValue> batchNorm(NodeCall call) {
    OnnxValue.Tensor in = call.tensor(call.array(0));
    List<Integer> extents = in.extents();
    if (extents.size() < 2 || extents.get(0) != 1) {
      throw new UnsupportedNode(extents + " has no channels on its second axis");
    }
    int channels = extents.get(1);
    int positions = extents.stream().reduce(1, (a, b) -> a * b) / channels;
    List<Integer> picture = List.of(channels, positions, 1);
    OnnxValue.Tensor flat = TensorMoves.reshaped(call, "picture", in, picture);
    OnnxValue.Tensor norm = call.step("norm", Pointwise.batchNorm(call, channels), flat);
    return Operators.one(TensorMoves.reshaped(call, null, norm, extents));
  }

  private static List<OnnxValue> layerNorm(NodeCall call) {
    OnnxValue.Tensor in = call.tensor(call.array(0));
    int rank = in.extents().size();
    int axis = NodeCall.axis(call.integer("axis", -1), rank);
    Op norm = new Op.LayerNorm(axis + 1, rank, call.real("epsilon", 1e-5f));
    return Operators.one(scaled(call, call.step("norm", norm, in), 0));
  }

  private static List<OnnxValue> instanceNorm(NodeCall call) {
    OnnxValue.Tensor in = call.tensor(call.array(0));
    int rank = in.extents().size();
    if (rank < 3) {
      throw new UnsupportedNode(in.extents() + " has no positions");
    }
    Op norm = new Op.LayerNorm(3, rank, call.real("epsilon", 1e-5f));
    return Operators.one(scaled(call, call.step("norm", norm, in), rank - 2));
  }

  private static List<OnnxValue> groupNorm(NodeCall call) {
    OnnxValue.Tensor in = call.tensor(call.array(0));
    List<Integer> extents = in.extents();
    int groups = NodeCall.small(call.integer("num_groups", 1));
    if (extents.size() < 3 || groups < 1 || extents.get(1) % groups != 0) {
      throw new UnsupportedNode(groups + " groups of " + extents);
    }
    int all = extents.stream().reduce(1, (a, b) -> a * b);
    List<Integer> grouped = List.of(extents.get(0), groups, all / extents.get(0) / groups);
    OnnxValue.Tensor flat = TensorMoves.reshaped(call, "groups", in, grouped);
    OnnxValue.Tensor norm =
        call.step("norm", new Op.LayerNorm(3, 3, call.real("epsilon", 1e-5f)), flat);
    if (call.constant(1).size() == groups && groups != extents.get(1)) { // operator set 18
      norm = scaled(call, norm, 1);
      return Operators.one(TensorMoves.reshaped(call, null, norm, extents));
    }
    OnnxValue.Tensor whole = TensorMoves.reshaped(call, "whole", norm, extents);
    return Operators.one(scaled(call, whole, extents.size() - 2));
  }

  /** Multiplies by the second input and adds the third, each with that many trailing unit axes. */
  private static OnnxValue.Tensor scaled(NodeCall call, OnnxValue.Tensor in, int behind) {
    OnnxValue scale = new OnnxValue.Fixed(behind(call.constant(1), behind));
    boolean last = !call.has(2);
    OnnxValue result =
        TensorArithmetic.binary(call, last ? null : "scaled", Op.Arithmetic.MUL, in, scale);
    if (!last) {
      OnnxValue shift = new OnnxValue.Fixed(behind(call.constant(2), behind));
      result = TensorArithmetic.binary(call, null, Op.Arithmetic.ADD, result, shift);
    }
    return call.tensor(result);
  }

  private static Constant behind(Constant constant, int axes) {
    List<Integer> extents = new ArrayList<>(constant.extents());
    extents.addAll(Collections.nCopies(axes, 1));
    return constant.reshaped(extents);
  }
}
