package dev.phosphene.bench;

import dev.phosphene.error.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * Runs one contender in a process of its own, undisturbed by the others' threads and libraries.
 * Each line on standard input holds a number of steps; the answer is their times. Between lines it
 * sleeps.
 *
 * <p>Answers begin with a word: {@code ready VERSION}, {@code result OBJECTIVE}, {@code gradient
 * BASE64}, {@code seconds S…}, {@code peak MIB}, {@code refused WHY}, {@code failed WHY}. Anything
 * else on standard output comes from a library.
 */
@Command(name = "worker", hidden = true)
final class Worker implements Callable<Integer> {
  private static final int WARM_UP = 2;

  @Parameters(index = "0")
  private String contender = "";

  @Mixin private Workload work = new Workload();

  @Override
  public Integer call() {
    try (Stepper stepper = Contender.named(contender).start(work)) {
      stepper.show(work.picture());
      double objective = 0;
      for (int i = 0; i < WARM_UP; i++) {
        objective = stepper.step();
      }
      answer("ready " + Contender.named(contender).version());
      answer("result " + objective);
      answer("gradient " + Floats.text(stepper.gradient()));
      serve(stepper);
      answer("peak " + Peak.mebibytes());
      return 0;
    } catch (InputException e) {
      answer("refused " + e.getMessage());
      return 2;
    } catch (RuntimeException | LinkageError e) {
      answer("failed " + String.valueOf(e).lines().findFirst().orElse(""));
      return 1;
    }
  }

  private static void serve(Stepper stepper) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        double[] seconds = new double[Integer.parseInt(line)];
        for (int i = 0; i < seconds.length; i++) {
          long begin = System.nanoTime();
          stepper.step();
          seconds[i] = (System.nanoTime() - begin) / 1e9;
        }
        StringBuilder text = new StringBuilder("seconds");
        Arrays.stream(seconds).forEach(s -> text.append(String.format(Locale.ROOT, " %.6f", s)));
        answer(text.toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answer(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
