package dev.phosphene.gallery.store;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a journal says is done, in memory. */
public final class FinishedWork {
  private static final NavigableMap<Integer, UnitRecord> NONE =
      Collections.unmodifiableNavigableMap(new TreeMap<>());

  /** By network, layer and technique. */
  private final Map<String, Map<String, Map<String, NavigableMap<Integer, UnitRecord>>>> units =
      new LinkedHashMap<>();

  private final Map<String, Map<String, JsonObject>> settings = new LinkedHashMap<>();
  private final Map<String, Map<String, JsonObject>> statistics = new LinkedHashMap<>();
  private final Map<String, Map<String, Boolean>> covers = new LinkedHashMap<>();

  /** How many units the sheets show, by network, layer and technique. */
  private final Map<String, Map<String, Integer>> sheets = new LinkedHashMap<>();

  /** Takes in a line; one that it does not know is left out. */
  public void add(JsonObject line) {
    if (UnitRecord.is(line)) {
      add(UnitRecord.of(line));
    } else if (line.has("settings")) {
      at(settings, line).put(text(line, "technique"), line.getAsJsonObject("settings"));
    } else if (line.has("statistics")) {
      at(statistics, line).put(text(line, "layer"), line.getAsJsonObject("statistics"));
    } else if (line.has("sheets")) {
      at(sheets, line)
          .put(text(line, "layer") + "\n" + text(line, "technique"), line.get("sheets").getAsInt());
    } else if (line.has("cover")) {
      at(covers, line).put(text(line, "cover"), true);
    }
  }

  /** Takes in a unit. */
  public void add(UnitRecord unit) {
    units
        .computeIfAbsent(unit.id().network(), network -> new LinkedHashMap<>())
        .computeIfAbsent(unit.id().layer(), layer -> new LinkedHashMap<>())
        .computeIfAbsent(unit.id().technique(), technique -> new TreeMap<>())
        .put(unit.id().unit(), unit);
  }

  private static <T> Map<String, T> at(Map<String, Map<String, T>> all, JsonObject line) {
    return all.computeIfAbsent(text(line, "network"), network -> new LinkedHashMap<>());
  }

  private static String text(JsonObject line, String key) {
    return line.get(key).getAsString();
  }

  /** The line that {@link #settings} reads. */
  public static JsonObject settingsLine(String network, String technique, JsonObject settings) {
    JsonObject line = new JsonObject();
    line.addProperty("network", network);
    line.addProperty("technique", technique);
    line.add("settings", settings);
    return line;
  }

  /** The line that {@link #statistics} reads. */
  public static JsonObject statisticsLine(String network, String layer, JsonObject statistics) {
    JsonObject line = new JsonObject();
    line.addProperty("network", network);
    line.addProperty("layer", layer);
    line.add("statistics", statistics);
    return line;
  }

  /** The line that {@link #onSheets} reads. */
  public static JsonObject sheetsLine(String network, String layer, String technique, int units) {
    JsonObject line = new JsonObject();
    line.addProperty("network", network);
    line.addProperty("layer", layer);
    line.addProperty("technique", technique);
    line.addProperty("sheets", units);
    return line;
  }

  /**
   * The journal's lines for all of it, in an order that does not depend on the order in which it
   * was done.
   */
  public List<JsonObject> lines() {
    List<JsonObject> lines = new ArrayList<>();
    for (String network : new TreeSet<>(settings.keySet())) {
      settings(network)
          .forEach((technique, json) -> lines.add(settingsLine(network, technique, json)));
      TreeSet<String> layers = new TreeSet<>(layers(network));
      layers.addAll(covers.getOrDefault(network, Map.of()).keySet());
      layers.addAll(statistics.getOrDefault(network, Map.of()).keySet());
      for (String layer : layers) {
        if (hasCover(network, layer)) {
          lines.add(coverLine(network, layer));
        }
        for (String technique : settings(network).keySet()) {
          units(network, layer, technique).values().forEach(unit -> lines.add(unit.json()));
        }
        statistics(network, layer)
            .ifPresent(json -> lines.add(statisticsLine(network, layer, json)));
        for (String technique : settings(network).keySet()) {
          int shown = onSheets(network, layer, technique);
          if (shown > 0) {
            lines.add(sheetsLine(network, layer, technique, shown));
          }
        }
      }
    }
    return lines;
  }

  /** How many units the sheets showed when they were last complete. */
  public int onSheets(String network, String layer, String technique) {
    return sheets.getOrDefault(network, Map.of()).getOrDefault(layer + "\n" + technique, 0);
  }

  /** The line that {@link #hasCover} reads. */
  public static JsonObject coverLine(String network, String layer) {
    JsonObject line = new JsonObject();
    line.addProperty("network", network);
    line.addProperty("cover", layer);
    return line;
  }

  /** A layer's units that are done, by number. */
  public NavigableMap<Integer, UnitRecord> units(String network, String layer, String technique) {
    return units
        .getOrDefault(network, Map.of())
        .getOrDefault(layer, Map.of())
        .getOrDefault(technique, NONE);
  }

  /** The techniques that a network was begun with, and their settings. */
  public Map<String, JsonObject> settings(String network) {
    return settings.getOrDefault(network, Map.of());
  }

  /** The layers of which some unit is done. */
  public Collection<String> layers(String network) {
    return units.getOrDefault(network, Map.of()).keySet();
  }

  /** The networks that were begun. */
  public Collection<String> networks() {
    return settings.keySet();
  }

  /** What real images do to a layer's units, where that is known. */
  public Optional<JsonObject> statistics(String network, String layer) {
    return Optional.ofNullable(statistics.getOrDefault(network, Map.of()).get(layer));
  }

  /** Whether the layer's small preview is there. */
  public boolean hasCover(String network, String layer) {
    return covers.getOrDefault(network, Map.of()).getOrDefault(layer, false);
  }
}
