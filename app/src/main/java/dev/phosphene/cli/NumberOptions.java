package dev.phosphene.cli;

import java.math.BigInteger;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses numeric options, with clear messages. */
final class NumberOptions {
  private NumberOptions() {}

  /**
   * Not a lambda: Java 17 crashes when it archives one for an interface compiled as old as picocli.
   */
  private record Reader<T>(Function<String, T> reading) implements ITypeConverter<T> {
    @Override
    public T convert(String text) {
      return reading.apply(text);
    }
  }

  /** Installs these converters in place of picocli's own. */
  static CommandLine readBy(CommandLine command) {
    return command
        .registerConverter(int.class, new Reader<>(NumberOptions::integer))
        .registerConverter(Integer.class, new Reader<>(NumberOptions::integer))
        .registerConverter(long.class, new Reader<>(NumberOptions::whole))
        .registerConverter(Long.class, new Reader<>(NumberOptions::whole))
        .registerConverter(double.class, new Reader<>(NumberOptions::real))
        .registerConverter(Double.class, new Reader<>(NumberOptions::real));
  }

  private static int integer(String text) {
    return within(text, Integer.MIN_VALUE, Integer.MAX_VALUE).intValueExact();
  }

  private static long whole(String text) {
    return within(text, Long.MIN_VALUE, Long.MAX_VALUE).longValueExact();
  }

  private static BigInteger within(String text, long least, long most) {
    BigInteger number;
    try {
      number = new BigInteger(text.strip());
    } catch (NumberFormatException e) {
      throw new TypeConversionException("not a whole number: " + text);
    }
    if (number.compareTo(BigInteger.valueOf(least)) < 0
        || number.compareTo(BigInteger.valueOf(most)) > 0) {
      throw new TypeConversionException(text + " is not within " + least + " to " + most);
    }
    return number;
  }

  private static double real(String text) {
    try {
      double number = Double.parseDouble(text);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    throw new TypeConversionException("not a number: " + text);
  }
}
