package dev.phosphene.train;

import java.util.Locale;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The precision of the convolutions and everything between them; parameters are always float32. */
enum Precision {
  F32("float32", ScalarType.Float),
  BF16("bfloat16", ScalarType.BFloat16);

  private final String words;
  private final ScalarType type;

  Precision(String words, ScalarType type) {
    this.words = words;
    this.type = type;
  }

  /** Returns the precision called {@code f32} or {@code bf16}. */
  static Precision of(String name) {
    for (Precision p : values()) {
      if (p.name().toLowerCase(Locale.ROOT).equals(name)) {
        return p;
      }
    }
    throw new IllegalArgumentException("no precision '" + name + "'; there are f32 and bf16");
  }

  String words() {
    return words;
  }

  ScalarType type() {
    return type;
  }
}
