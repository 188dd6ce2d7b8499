package dev.phosphene.cli;

import dev.phosphene.error.InputException;
import dev.phosphene.recipe.Size;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses {@code 300} or {@code 400x300}. */
final class SizeConverter implements ITypeConverter<Size> {
  @Override
  public Size convert(String text) {
    try {
      return Size.parse(text);
    } catch (InputException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
