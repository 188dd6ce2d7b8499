package dev.phosphene.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class OptionsTest {

  @Test
  void whatNobodyAskedForIsRefused() {
    Options options = new Options("--batch", "250", "--epochs", "12");
    assertEquals(250, options.integer("batch", 500));
    assertEquals(.5, options.real("rate", .5));
    IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, options::end);
    assertEquals("no option --epochs; there are [batch, rate]", refused.getMessage());
    assertEquals("12", options.text("epochs"));
    options.end();
  }

  @Test
  void anOptionWithoutItsValueIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Options("--batch"));
    assertThrows(IllegalArgumentException.class, () -> new Options("batch", "250"));
    assertThrows(IllegalArgumentException.class, () -> new Options().text("out"));
  }
}
