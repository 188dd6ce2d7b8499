package dev.phosphene.gallery.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.error.InputException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {
  @Test
  void eachUnitHasOneOwner() {
    List<Shard> all = IntStream.rangeClosed(1, 5).mapToObj(i -> new Shard(i, 5)).toList();
    for (int unit = 0; unit < 23; unit++) {
      int one = unit;
      assertThat(all).filteredOn(shard -> shard.owns(one)).hasSize(1);
    }
    assertThat(Shard.parse("2/5")).isEqualTo(all.get(1)).hasToString("2/5");
    assertThat(Shard.parse("2/5").owns(6)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "3", "0/3", "4/3", "1/0", "-1/3", "1/3/5", "1/99999999", "a/b", "1 /3"})
  void whatIsNoShard(String text) {
    assertThatThrownBy(() -> Shard.parse(text)).isInstanceOf(InputException.class);
  }
}
