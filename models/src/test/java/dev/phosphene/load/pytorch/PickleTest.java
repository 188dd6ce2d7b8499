package dev.phosphene.load.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.error.InputException;
import dev.phosphene.load.pytorch.PickleChecks.None;
import dev.phosphene.load.pytorch.PickleChecks.Tuple;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every operation that a state dict may have, in all protocols. */
class PickleTest {
  /** What Python's {@code pickle.dumps(d, p)} gives of {@link #EXPECTED}, for p from 0 to 5. */
  private static final List<String> DUMPS =
      List.of(
          "KGRwMApWc21hbGwKcDEKSTcKc1ZieXRlCnAyCkkyMDAKc1Z3b3JkCnAzCkk0MDAwMApzVm"
              + "ludApwNApJLTUKc1Zsb25nCnA1CkwxMDk5NTExNjI3Nzc2TApzVmJpZwpwNgpMLTkyMjMz"
              + "NzIwMzY4NTQ3NzU4MDhMCnNWcmVhbApwNwpGLTEuNQpzVm5vbmUKcDgKTnNWeWVzCnA5Ck"
              + "kwMQpzVm5vCnAxMApJMDAKc1Z0ZXh0CnAxMQpWYQpwMTIKc1ZlbXB0eQpwMTMKKHRzVm9u"
              + "ZQpwMTQKKEkxCnRwMTUKc1Z0d28KcDE2CihJMQpJMgp0cDE3CnNWdGhyZWUKcDE4CihJMQ"
              + "pJMgpJMwp0cDE5CnNWZm91cgpwMjAKKEkxCkkyCkkzCkk0CnRwMjEKc1ZsaXN0CnAyMgoo"
              + "bHAyMwpJMQphKGxwMjQKSTIKYWEobHAyNQphc1ZkaWN0CnAyNgooZHAyNwpWawpwMjgKKG"
              + "RwMjkKc3NWc2hhcmVkCnAzMAoobHAzMQoobHAzMgpWeApwMzMKYShscDM0CmFhZzMyCmFz"
              + "Lg==",
          "fXEAKFgFAAAAc21hbGxxAUsHWAQAAABieXRlcQJLyFgEAAAAd29yZHEDTUCcWAMAAABpbn"
              + "RxBEr7////WAQAAABsb25ncQVMMTA5OTUxMTYyNzc3NkwKWAMAAABiaWdxBkwtOTIyMzM3"
              + "MjAzNjg1NDc3NTgwOEwKWAQAAAByZWFscQdHv/gAAAAAAABYBAAAAG5vbmVxCE5YAwAAAH"
              + "llc3EJSTAxClgCAAAAbm9xCkkwMApYBAAAAHRleHRxC1gBAAAAYXEMWAUAAABlbXB0eXEN"
              + "KVgDAAAAb25lcQ4oSwF0cQ9YAwAAAHR3b3EQKEsBSwJ0cRFYBQAAAHRocmVlcRIoSwFLAk"
              + "sDdHETWAQAAABmb3VycRQoSwFLAksDSwR0cRVYBAAAAGxpc3RxFl1xFyhLAV1xGEsCYV1x"
              + "GWVYBAAAAGRpY3RxGn1xG1gBAAAAa3EcfXEdc1gGAAAAc2hhcmVkcR5dcR8oXXEgKFgBAA"
              + "AAeHEhXXEiZWggZXUu",
          "gAJ9cQAoWAUAAABzbWFsbHEBSwdYBAAAAGJ5dGVxAkvIWAQAAAB3b3JkcQNNQJxYAwAAAG"
              + "ludHEESvv///9YBAAAAGxvbmdxBYoGAAAAAAABWAMAAABiaWdxBooIAAAAAAAAAIBYBAAA"
              + "AHJlYWxxB0e/+AAAAAAAAFgEAAAAbm9uZXEITlgDAAAAeWVzcQmIWAIAAABub3EKiVgEAA"
              + "AAdGV4dHELWAEAAABhcQxYBQAAAGVtcHR5cQ0pWAMAAABvbmVxDksBhXEPWAMAAAB0d29x"
              + "EEsBSwKGcRFYBQAAAHRocmVlcRJLAUsCSwOHcRNYBAAAAGZvdXJxFChLAUsCSwNLBHRxFV"
              + "gEAAAAbGlzdHEWXXEXKEsBXXEYSwJhXXEZZVgEAAAAZGljdHEafXEbWAEAAABrcRx9cR1z"
              + "WAYAAABzaGFyZWRxHl1xHyhdcSAoWAEAAAB4cSFdcSJlaCBldS4=",
          "gAN9cQAoWAUAAABzbWFsbHEBSwdYBAAAAGJ5dGVxAkvIWAQAAAB3b3JkcQNNQJxYAwAAAG"
              + "ludHEESvv///9YBAAAAGxvbmdxBYoGAAAAAAABWAMAAABiaWdxBooIAAAAAAAAAIBYBAAA"
              + "AHJlYWxxB0e/+AAAAAAAAFgEAAAAbm9uZXEITlgDAAAAeWVzcQmIWAIAAABub3EKiVgEAA"
              + "AAdGV4dHELWAEAAABhcQxYBQAAAGVtcHR5cQ0pWAMAAABvbmVxDksBhXEPWAMAAAB0d29x"
              + "EEsBSwKGcRFYBQAAAHRocmVlcRJLAUsCSwOHcRNYBAAAAGZvdXJxFChLAUsCSwNLBHRxFV"
              + "gEAAAAbGlzdHEWXXEXKEsBXXEYSwJhXXEZZVgEAAAAZGljdHEafXEbWAEAAABrcRx9cR1z"
              + "WAYAAABzaGFyZWRxHl1xHyhdcSAoWAEAAAB4cSFdcSJlaCBldS4=",
          "gASV+gAAAAAAAAB9lCiMBXNtYWxslEsHjARieXRllEvIjAR3b3JklE1AnIwDaW50lEr7//"
              + "//jARsb25nlIoGAAAAAAABjANiaWeUiggAAAAAAAAAgIwEcmVhbJRHv/gAAAAAAACMBG5v"
              + "bmWUTowDeWVzlIiMAm5vlImMBHRleHSUjAFhlIwFZW1wdHmUKYwDb25llEsBhZSMA3R3b5"
              + "RLAUsChpSMBXRocmVllEsBSwJLA4eUjARmb3VylChLAUsCSwNLBHSUjARsaXN0lF2UKEsB"
              + "XZRLAmFdlGWMBGRpY3SUfZSMAWuUfZRzjAZzaGFyZWSUXZQoXZQojAF4lF2UZWggZXUu",
          "gAWV+gAAAAAAAAB9lCiMBXNtYWxslEsHjARieXRllEvIjAR3b3JklE1AnIwDaW50lEr7//"
              + "//jARsb25nlIoGAAAAAAABjANiaWeUiggAAAAAAAAAgIwEcmVhbJRHv/gAAAAAAACMBG5v"
              + "bmWUTowDeWVzlIiMAm5vlImMBHRleHSUjAFhlIwFZW1wdHmUKYwDb25llEsBhZSMA3R3b5"
              + "RLAUsChpSMBXRocmVllEsBSwJLA4eUjARmb3VylChLAUsCSwNLBHSUjARsaXN0lF2UKEsB"
              + "XZRLAmFdlGWMBGRpY3SUfZSMAWuUfZRzjAZzaGFyZWSUXZQoXZQojAF4lF2UZWggZXUu");

  private static final Map<Object, Object> EXPECTED = expected();

  private static Map<Object, Object> expected() {
    Map<Object, Object> all = new LinkedHashMap<>();
    all.put("small", 7L);
    all.put("byte", 200L);
    all.put("word", 40000L);
    all.put("int", -5L);
    all.put("long", 1L << 40);
    all.put("big", Long.MIN_VALUE);
    all.put("real", -1.5);
    all.put("none", None.NONE);
    all.put("yes", true);
    all.put("no", false);
    all.put("text", "a");
    all.put("empty", new Tuple(List.of()));
    all.put("one", new Tuple(List.of(1L)));
    all.put("two", new Tuple(List.of(1L, 2L)));
    all.put("three", new Tuple(List.of(1L, 2L, 3L)));
    all.put("four", new Tuple(List.of(1L, 2L, 3L, 4L)));
    all.put("list", List.of(1L, List.of(2L), List.of()));
    all.put("dict", Map.of("k", Map.of()));
    all.put("shared", List.of(List.of("x", List.of()), List.of("x", List.of())));
    return all;
  }

  private static Object read(byte[] bytes) throws IOException {
    PickleInput in = new PickleInput("file", new ByteArrayInputStream(bytes), bytes.length);
    return Pickle.read(in, id -> List.of("storage", id));
  }

  @Test
  void whatPythonWritesInEveryProtocol() throws IOException {
    for (int protocol = 0; protocol < DUMPS.size(); protocol++) {
      Object value = read(Base64.getDecoder().decode(DUMPS.get(protocol)));
      assertThat(value).as("protocol %d", protocol).isEqualTo(EXPECTED);
      List<?> shared = (List<?>) Objects.requireNonNull(((Map<?, ?>) value).get("shared"));
      assertThat(shared.get(1)).as("protocol %d", protocol).isSameAs(shared.get(0));
    }
  }

  /**
   * The program with {@code ~} for a byte 0, {@code /} for the end of a line, and hex in braces.
   */
  private static byte[] program(String text) {
    StringBuilder bytes = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '{') {
        bytes.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
        i += 3;
      } else {
        bytes.append(c == '~' ? 0 : c == '/' ? 10 : c);
      }
    }
    return bytes.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Vab/. | ab",
        "S'ab'/. | ab",
        "S\"a'b\"/. | a'b",
        "U{02}ab. | ab",
        "T{02}~~~ab. | ab",
        "X{02}~~~ab. | ab",
        "{8C}{02}ab. | ab",
        "{8D}{02}~~~~~~~ab. | ab",
        "C{02}ab. | NONE",
        "B{02}~~~ab. | NONE",
        "{8E}{02}~~~~~~~ab. | NONE",
        "{96}{02}~~~~~~~ab. | NONE",
        "I-12/. | -12",
        "I01/. | true",
        "L12L/. | 12",
        "L12/. | 12",
        "{8B}{02}~~~{FF}{FF}. | -1",
        "{8A}~. | 0",
        "{8A}{09}~~~~~~~~{01}. | 18446744073709551616",
        "F2.5e3/. | 2500.0",
        "(I1/I2/l. | [1, 2]",
        "]I1/aI2/a. | [1, 2]",
        "](I1/I2/e. | [1, 2]",
        "(Va/I1/d. | {a=1}",
        "}Va/I1/s(Vb/I2/u. | {a=1, b=2}",
        "I1/I2/0. | 1",
        "I1/(0. | 1",
        "I1/(I2/I3/1. | 1",
        "]2I1/a. | [1]",
        "Va/p7/0g7/. | a",
        "Va/q{07}0h{07}. | a",
        "Va/r{07}{01}~~0j{07}{01}~~. | a",
        "Va/{94}Vb/{94}h~. | a",
        "{80}{05}{95}~~~~~~~~I1/. | 1",
        "Vk/Q. | [storage, k]",
        "ccollections/OrderedDict/)R(Va/I1/u. | {a=1}",
        "Vcollections/VOrderedDict/{93})R. | {}",
        "}Va/I1/s}Vx/I2/sb. | {a=1}"
      })
  void operations(String text, String expected) throws IOException {
    Object value = read(program(text));
    assertThat(String.valueOf(value)).as(text).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{80}{06}I1/. | a pickle of protocol 6; 0 to 5 are known",
        "I1/{FF}. | has the pickle operation 0xff at 3",
        ". | its stack is empty",
        "I1/(. | its stack is empty",
        "I1/t. | there is no mark on its stack",
        "(I1/d. | a key without a value",
        "I1/(Va/I2/u. | entries for something that is no dictionary",
        "(tI1/a. | items for something that is no list",
        "I1/I2/b. | entries for something that is no dictionary",
        "h{05}. | its memo has no 5",
        "g5/. | its memo has no 5",
        "Ione/. | no integer of 64 bits",
        "I9223372036854775808/. | no integer of 64 bits",
        "Fone/. | expected a number",
        "Sab/. | a text without quotation marks",
        "S'/. | a text without quotation marks",
        "(ios/system/. | os.system",
        "cos/system/. | os.system",
        "T{7F}~~~ab. | a value of 127 bytes",
        "{8D}~~~~~~~{FF}. | a value of"
      })
  void refused(String text, String words) {
    assertThatThrownBy(() -> read(program(text)))
        .as(text)
        .isInstanceOf(InputException.class)
        .hasMessageContainingAll("file", words);
  }
}
