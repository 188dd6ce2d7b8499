package dev.phosphene.load.caffe;

import dev.phosphene.load.Wire;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The relevant fields of Caffe's messages, by number (BVLC/caffe, caffe.proto).
 *
 * @param fields fields by number
 */
record Schema(Map<Integer, Field> fields) {

  /** A field's type. */
  enum Kind {
    INTEGER,
    REAL,
    TEXT,
    MESSAGE
  }

  /**
   * A field.
   *
   * @param names an enumeration's value names from 0 on; empty for a number
   * @param inner a message's schema
   */
  record Field(String name, Kind kind, List<String> names, @Nullable Schema inner) {}

  private static final class Builder {
    private final Map<Integer, Field> fields = new HashMap<>();

    Builder integers(Object... numbered) {
      return all(Kind.INTEGER, numbered);
    }

    Builder reals(Object... numbered) {
      return all(Kind.REAL, numbered);
    }

    Builder texts(Object... numbered) {
      return all(Kind.TEXT, numbered);
    }

    private Builder all(Kind kind, Object... numbered) {
      for (int i = 0; i < numbered.length; i += 2) {
        fields.put(
            (Integer) numbered[i], new Field((String) numbered[i + 1], kind, List.of(), null));
      }
      return this;
    }

    Builder named(int number, String name, String... values) {
      fields.put(number, new Field(name, Kind.INTEGER, List.of(values), null));
      return this;
    }

    Builder message(int number, String name, Schema inner) {
      fields.put(number, new Field(name, Kind.MESSAGE, List.of(), inner));
      return this;
    }

    Schema build() {
      return new Schema(Map.copyOf(fields));
    }
  }

  private static Builder of() {
    return new Builder();
  }

  private static final Schema SHAPE = of().integers(1, "dim").build();
  private static final Schema SHAPES = of().message(1, "shape", SHAPE).build();
  private static final Schema RULE = of().named(1, "phase", "TRAIN", "TEST").build();
  private static final Schema CONVOLUTION =
      of().integers(1, "num_output", 2, "bias_term", 3, "pad", 4, "kernel_size", 5, "group")
          .integers(6, "stride", 9, "pad_h", 10, "pad_w", 11, "kernel_h", 12, "kernel_w")
          .integers(13, "stride_h", 14, "stride_w", 16, "axis", 18, "dilation")
          .build();
  private static final Schema POOLING =
      of().named(1, "pool", "MAX", "AVE", "STOCHASTIC")
          .integers(2, "kernel_size", 3, "stride", 4, "pad", 5, "kernel_h", 6, "kernel_w")
          .integers(7, "stride_h", 8, "stride_w", 9, "pad_h", 10, "pad_w", 12, "global_pooling")
          .named(13, "round_mode", "CEIL", "FLOOR")
          .build();
  private static final Schema PRODUCT =
      of().integers(1, "num_output", 2, "bias_term", 5, "axis", 6, "transpose").build();
  private static final Schema LRN =
      of().integers(1, "local_size")
          .reals(2, "alpha", 3, "beta", 5, "k")
          .named(4, "norm_region", "ACROSS_CHANNELS", "WITHIN_CHANNEL")
          .build();
  private static final Schema ELTWISE =
      of().named(1, "operation", "PROD", "SUM", "MAX").reals(2, "coeff").build();
  private static final Schema CONCAT = of().integers(1, "concat_dim", 2, "axis").build();
  private static final Schema SLICE =
      of().integers(1, "slice_dim", 2, "slice_point", 3, "axis").build();
  private static final Schema POWER = of().reals(1, "power", 2, "scale", 3, "shift").build();
  private static final Schema EXPONENT = of().reals(1, "base", 2, "scale", 3, "shift").build();
  private static final Schema RELU = of().reals(1, "negative_slope").build();
  private static final Schema SOFTMAX = of().integers(2, "axis").build();
  private static final Schema TRANSFORM =
      of().reals(1, "scale", 5, "mean_value")
          .integers(3, "crop_size", 11, "crop_h", 12, "crop_w")
          .texts(4, "mean_file")
          .build();

  /** A layer in the current form, without its weights. */
  static final Schema LAYER =
      of().texts(1, "name", 2, "type", 3, "bottom", 4, "top")
          .message(8, "include", RULE)
          .message(9, "exclude", RULE)
          .message(100, "transform_param", TRANSFORM)
          .message(104, "concat_param", CONCAT)
          .message(106, "convolution_param", CONVOLUTION)
          .message(110, "eltwise_param", ELTWISE)
          .message(111, "exp_param", EXPONENT)
          .message(117, "inner_product_param", PRODUCT)
          .message(118, "lrn_param", LRN)
          .message(121, "pooling_param", POOLING)
          .message(122, "power_param", POWER)
          .message(123, "relu_param", RELU)
          .message(125, "softmax_param", SOFTMAX)
          .message(126, "slice_param", SLICE)
          .message(131, "prelu_param", of().integers(2, "channel_shared").build())
          .message(
              133, "reshape_param", of().message(1, "shape", SHAPE).integers(2, "axis").build())
          .message(134, "log_param", EXPONENT)
          .message(135, "flatten_param", of().integers(1, "axis", 2, "end_axis").build())
          .message(139, "batch_norm_param", of().reals(3, "eps").build())
          .message(140, "elu_param", of().reals(1, "alpha").build())
          .message(141, "bias_param", of().integers(1, "axis", 2, "num_axes").build())
          .message(
              142, "scale_param", of().integers(1, "axis", 2, "num_axes", 4, "bias_term").build())
          .message(143, "input_param", SHAPES)
          .build();

  /** A layer in the previous form, whose types are numbers. */
  static final Schema OLD_LAYER =
      of().texts(2, "bottom", 3, "top", 4, "name")
          .integers(5, "type")
          .message(1, "layer", of().build())
          .message(32, "include", RULE)
          .message(33, "exclude", RULE)
          .message(36, "transform_param", TRANSFORM)
          .message(9, "concat_param", CONCAT)
          .message(10, "convolution_param", CONVOLUTION)
          .message(24, "eltwise_param", ELTWISE)
          .message(41, "exp_param", EXPONENT)
          .message(17, "inner_product_param", PRODUCT)
          .message(18, "lrn_param", LRN)
          .message(19, "pooling_param", POOLING)
          .message(21, "power_param", POWER)
          .message(30, "relu_param", RELU)
          .message(39, "softmax_param", SOFTMAX)
          .message(31, "slice_param", SLICE)
          .build();

  /** A network, without its layers. */
  static final Schema NET =
      of().texts(1, "name", 3, "input")
          .integers(4, "input_dim")
          .message(8, "input_shape", SHAPE)
          .build();

  /** Reads a message; skips fields with other numbers. */
  CaffeFields read(Wire wire) {
    CaffeFields result = new CaffeFields();
    while (wire.next()) {
      Field field = fields.get(wire.field());
      if (field == null) {
        continue;
      } else if (field.inner() != null) {
        result.add(field.name(), field.inner().read(wire.message()));
        continue;
      }
      boolean room = true;
      switch (field.kind()) {
        case TEXT -> room = result.add(field.name(), wire.name());
        case REAL -> {
          ByteBuffer numbers = wire.fixed();
          for (int i = 0; i + 4 <= numbers.remaining() && room; i += 4) {
            room = result.add(field.name(), Float.toString(numbers.getFloat(i)));
          }
        }
        default -> room = integers(wire, field, result);
      }
      if (!room) {
        throw wire.damaged("a list of too many values, \"" + field.name() + "\"");
      }
    }
    return result;
  }

  private static boolean integers(Wire wire, Field field, CaffeFields result) {
    if (wire.countIntegers() > 1 << 12) {
      return false;
    }
    LongStream.Builder list = LongStream.builder();
    wire.integers(list);
    return Arrays.stream(list.build().toArray())
        .allMatch(value -> result.add(field.name(), written(field.names(), value)));
  }

  /** Writes a number as the text format would. */
  private static String written(List<String> names, long value) {
    return value >= 0 && value < names.size() ? names.get((int) value) : Long.toString(value);
  }
}
