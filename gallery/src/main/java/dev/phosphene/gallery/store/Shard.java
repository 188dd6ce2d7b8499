package dev.phosphene.gallery.store;

import dev.phosphene.error.InputException;

/**
 * One part of a gallery that several machines render: of {@code of} shards the one with this
 * number.
 *
 * @param number from 1 to {@code of}
 * @param of how many shards there are, at least 1
 */
public record Shard(int number, int of) {
  /** More tasks than any cluster starts for one job. */
  private static final int MOST = 1_000_000;

  public Shard {
    if (of < 1 || of > MOST || number < 1 || number > of) {
      throw new InputException(
          "a shard is 1/N to N/N with N of at most %,d, not %d/%d".formatted(MOST, number, of));
    }
  }

  /**
   * Reads {@code I/N}.
   *
   * @throws InputException if the text is something else
   */
  public static Shard parse(String text) {
    if (!text.matches("\\d{1,7}/\\d{1,7}")) {
      throw new InputException("--shard takes I/N such as 2/8, not \"" + text + "\"");
    }
    String[] numbers = text.split("/", -1);
    return new Shard(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
  }

  /** Whether a unit of any layer is this shard's: unit i belongs to shard i mod N. */
  public boolean owns(int unit) {
    return unit % of == number - 1;
  }

  /** {@code I/N}, as {@link #parse} reads it. */
  @Override
  public String toString() {
    return number + "/" + of;
  }
}
