package dev.phosphene.gallery.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class SafeNamesTest {
  @Test
  void onlySafeLettersAreLeft() {
    assertThat(SafeNames.of("inception_4a/output")).isEqualTo("inception_4a-output");
    assertThat(SafeNames.of("層:3 <b>")).isEqualTo("--3--b-");
    assertThat(SafeNames.of("")).isEqualTo("-");
    assertThat(SafeNames.of("..")).isEqualTo("--");
    assertThat(SafeNames.of(".hidden")).isEqualTo("-hidden");
    assertThat(SafeNames.of("x".repeat(300))).hasSize(100);
  }

  @Test
  void namesThatAgreeAreNumbered() {
    assertThat(SafeNames.of(List.of("a/b", "a-b", "A-B", "c", "con", "a/b")).values())
        .containsExactly("a-b", "a-b~2", "A-B~3", "c", "con~2");
  }

  @Test
  void noTwoAgreeWhereCaseDoesNotCount() {
    List<String> names = List.of("X", "x", "x~2", "X~2", "x/", "x-", "é", "è");
    List<String> safe =
        SafeNames.of(names).values().stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    assertThat(safe).doesNotHaveDuplicates().hasSize(names.size());
    assertThat(safe).allMatch(name -> name.matches("[a-z0-9._~-]+"));
  }
}
