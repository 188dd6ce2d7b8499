package dev.phosphene.cli;

import com.google.gson.JsonObject;
import dev.phosphene.gallery.GalleryListener;
import dev.phosphene.gallery.plan.GalleryPlan;
import dev.phosphene.gallery.store.UnitRecord;
import dev.phosphene.output.Provenance;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Shows how far a gallery is: units done, units a minute, time left, the layer in work. */
final class GalleryProgress implements GalleryListener, AutoCloseable {
  private static final long LIVE_NANOS = 500_000_000L;
  private static final long PLAIN_NANOS = 20_000_000_000L;

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean quiet;
  private final boolean json;
  private final Interrupt interrupt;
  private long shown = System.nanoTime() - PLAIN_NANOS;
  private boolean open;
  private String layer = "";
  private long began;
  private int before = -1;
  private int done;
  private int all;

  GalleryProgress(
      PrintWriter out, PrintWriter err, boolean quiet, boolean json, Interrupt interrupt) {
    this.out = out;
    this.err = err;
    this.quiet = quiet;
    this.json = json;
    this.interrupt = interrupt;
  }

  @Override
  public void previews(int count, int layers) {
    show("previews: layer %d of %d".formatted(count + 1, layers));
  }

  @Override
  public void layer(String name, String technique) {
    layer = technique.equals("feature") ? name : name + ", " + technique;
    if (before < 0) {
      began = System.nanoTime();
    }
  }

  @Override
  public void images(String name, int count, int total) {
    show("images through %s: %d of %d".formatted(Visible.line(name), count, total));
  }

  @Override
  public void unit(UnitRecord unit, int count, int total) {
    if (before < 0) {
      before = count - 1;
    }
    done = count;
    all = total;
    if (json) {
      JsonObject line = unit.json();
      line.remove("steps");
      line.remove("curve");
      line.addProperty("done", count);
      line.addProperty("of", total);
      out.println(Provenance.of(line).text());
      out.flush();
    }
  }

  @Override
  public void batch(int count, int total) {
    double minutes = (System.nanoTime() - began) / 60e9;
    double rate = (count - before) / minutes;
    show(
        String.format(
            Locale.ROOT,
            "%s  %,d of %,d units  %.1f a minute  %s left",
            Visible.line(layer),
            count,
            total,
            rate,
            Progress.duration((total - count) / rate * 60)));
  }

  @Override
  public void note(String text) {
    clear();
    err.println("phosphene: " + text);
  }

  @Override
  public boolean goesOn() {
    return !interrupt.requested();
  }

  private void show(String text) {
    boolean live = Terminal.onError();
    long now = System.nanoTime();
    if (quiet || json || now - shown < (live ? LIVE_NANOS : PLAIN_NANOS)) {
      return;
    }
    shown = now;
    if (live) {
      Visible.control(err, Terminal.CLEAR_LINE);
      err.print(text);
      err.flush();
      open = true;
    } else {
      err.println(text);
    }
  }

  private void clear() {
    if (open) {
      Visible.control(err, Terminal.CLEAR_LINE);
      err.flush();
      open = false;
    }
  }

  /** Says what came of the run. */
  void end(GalleryPlan plan, Path folder, boolean complete) {
    clear();
    if (json) {
      JsonObject line = new JsonObject();
      line.addProperty("network", plan.id());
      line.addProperty("folder", folder.toString());
      line.addProperty("units", plan.units());
      line.addProperty("complete", complete);
      out.println(Provenance.of(line).text());
      return;
    }
    if (!complete) {
      err.printf(
          Locale.ROOT,
          "phosphene: interrupted; %,d of %,d units are done, and the same command goes on%n",
          done,
          all == 0 ? plan.units() : all);
    }
    out.println(folder);
    if (complete && !quiet && Files.exists(folder.resolve("gallery.json"))) {
      err.println("'phosphene gallery show " + folder + "' opens it in a browser");
    }
  }

  @Override
  public void close() {
    clear();
  }
}
