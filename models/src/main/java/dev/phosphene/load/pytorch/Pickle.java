package dev.phosphene.load.pytorch;

import dev.phosphene.error.InputException;
import dev.phosphene.load.pytorch.Global.ScriptObject;
import dev.phosphene.load.pytorch.PickleChecks.None;
import dev.phosphene.load.pytorch.PickleChecks.Tuple;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a pickle of protocol 0 to 5 as far as state dicts need it (operations as in Python's {@code
 * pickletools.py}). Like Python's machine it has a stack and a memo, but it can create only texts,
 * numbers, lists, tuples, dictionaries, and the tensors of {@link Global}; any other name is
 * refused. Nothing is traversed here, so that lists that contain themselves or are shared a billion
 * times cost no more than their bytes.
 */
final class Pickle {
  private final PickleInput in;
  private final Function<Object, Object> persistent;
  private final List<Object> stack = new ArrayList<>();
  private final Deque<Integer> marks = new ArrayDeque<>();
  private final Map<Long, Object> memo = new HashMap<>();

  private Pickle(PickleInput in, Function<Object, Object> persistent) {
    this.in = in;
    this.persistent = persistent;
  }

  /**
   * Returns the object of the next pickle.
   *
   * @param persistent resolves a persistent id to a storage
   * @throws InputException if it is damaged, or requests more than a state dict has
   */
  static Object read(PickleInput in, Function<Object, Object> persistent) throws IOException {
    return new Pickle(in, persistent).run();
  }

  private Object run() throws IOException {
    while (true) {
      int code = in.operation();
      if (code == '.') {
        return pop();
      }
      if (!value(code) && !container(code) && !bookkeeping(code)) {
        throw new InputException(
            "%s has the pickle operation 0x%02x at %d, which no state dict needs"
                .formatted(in.name(), code, in.position() - 1));
      }
    }
  }

  /** Executes operations that push a value of their own. */
  private boolean value(int code) throws IOException {
    @Nullable Object value =
        switch (code) {
          case 'N' -> None.NONE;
          case 0x88 -> true;
          case 0x89 -> false;
          case 'I' -> decimal(in.line());
          case 'L' -> decimal(in.line());
          case 'J' -> (long) in.i32();
          case 'K' -> (long) in.u8();
          case 'M' -> (long) in.u16();
          case 0x8a -> in.integer(in.u8());
          case 0x8b -> in.integer(in.i32());
          case 'F' -> real(in.line());
          case 'G' -> in.f64();
          case 'S' -> quoted(in.line());
          case 'V' -> in.line();
          case 'U', 0x8c -> in.text(in.u8());
          case 'T', 'X' -> in.text(in.i32() & 0xffffffffL);
          case 0x8d -> in.text(in.i64());
          case 'C' -> skipped(in.u8());
          case 'B' -> skipped(in.i32() & 0xffffffffL);
          case 0x8e, 0x96 -> skipped(in.i64());
          case 'c' -> Global.of(in.name(), in.line(), in.line());
          default -> null;
        };
    if (value != null) {
      stack.add(value);
    }
    return value != null;
  }

  /** Executes operations that build or fill tuples, lists, dictionaries and objects. */
  private boolean container(int code) {
    switch (code) {
      case ')' -> stack.add(new Tuple(List.of()));
      case 't' -> stack.add(new Tuple(popToMark()));
      case 0x85 -> stack.add(new Tuple(pop(1)));
      case 0x86 -> stack.add(new Tuple(pop(2)));
      case 0x87 -> stack.add(new Tuple(pop(3)));
      case ']' -> stack.add(new ArrayList<>());
      case 'l' -> stack.add(popToMark());
      case 'a' -> list(pop(1));
      case 'e' -> list(popToMark());
      case '}' -> stack.add(new LinkedHashMap<>());
      case 'd' -> {
        List<Object> items = popToMark();
        stack.add(new LinkedHashMap<>());
        fill(items);
      }
      case 's' -> fill(pop(2));
      case 'u' -> fill(popToMark());
      case 'R', 0x81 -> {
        List<Object> arguments = PickleChecks.items(in.name(), pop());
        stack.add(Global.call(in.name(), pop(), arguments));
      }
      case 'b' -> build();
      case 'Q' -> stack.add(persistent.apply(pop()));
      case 0x93 -> {
        String name = PickleChecks.text(in.name(), pop());
        stack.add(Global.of(in.name(), PickleChecks.text(in.name(), pop()), name));
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Executes operations on the stack and the memo. */
  private boolean bookkeeping(int code) throws IOException {
    switch (code) {
      case 0x80 -> protocol(in.u8());
      case 0x95 -> in.i64(); // a frame's length, which only helps readers that read ahead
      case '(' -> marks.push(stack.size());
      case '0' -> {
        if (stack.size() > floor()) {
          pop();
        } else {
          popToMark();
        }
      }
      case '1' -> popToMark();
      case '2' -> stack.add(top());
      case 'p' -> memo.put(index(in.line()), top());
      case 'q' -> memo.put((long) in.u8(), top());
      case 'r' -> memo.put(in.i32() & 0xffffffffL, top());
      case 0x94 -> memo.put((long) memo.size(), top());
      case 'g' -> stack.add(recalled(index(in.line())));
      case 'h' -> stack.add(recalled(in.u8()));
      case 'j' -> stack.add(recalled(in.i32() & 0xffffffffL));
      case 'i' -> throw Global.refused(in.name(), in.line() + "." + in.line());
      default -> {
        return false;
      }
    }
    return true;
  }

  private void protocol(int version) {
    if (version > 5) {
      throw new InputException(
          in.name() + " has a pickle of protocol " + version + "; 0 to 5 are known");
    }
  }

  private void list(List<Object> items) {
    if (!(top() instanceof ArrayList<?>)) {
      throw PickleChecks.damaged(in.name(), "items for something that is no list");
    }
    PickleChecks.items(in.name(), top()).addAll(items);
  }

  private void fill(List<Object> items) {
    if (items.size() % 2 != 0) {
      throw PickleChecks.damaged(in.name(), "a key without a value");
    }
    for (int i = 0; i < items.size(); i += 2) {
      PickleChecks.put(in.name(), map(top()), items.get(i), items.get(i + 1));
    }
  }

  @SuppressWarnings("unchecked")
  private Map<Object, Object> map(Object value) {
    if (value instanceof LinkedHashMap<?, ?> map) {
      return (Map<Object, Object>) map;
    }
    throw PickleChecks.damaged(in.name(), "entries for something that is no dictionary");
  }

  /** Ignores a dictionary's own attributes, such as {@code _metadata}. */
  private void build() {
    Object state = pop();
    if (top() instanceof ScriptObject object && state instanceof LinkedHashMap<?, ?>) {
      object.attributes().putAll(map(state));
    } else if (!(top() instanceof ScriptObject)) {
      map(top());
    }
  }

  private int floor() {
    return marks.isEmpty() ? 0 : marks.peek();
  }

  private Object top() {
    if (stack.size() <= floor()) {
      throw PickleChecks.damaged(in.name(), "its stack is empty");
    }
    return stack.get(stack.size() - 1);
  }

  private Object pop() {
    Object top = top();
    stack.remove(stack.size() - 1);
    return top;
  }

  private List<Object> pop(int count) {
    Object[] items = new Object[count];
    for (int i = count - 1; i >= 0; i--) {
      items[i] = pop();
    }
    return Arrays.asList(items);
  }

  private List<Object> popToMark() {
    if (marks.isEmpty()) {
      throw PickleChecks.damaged(in.name(), "there is no mark on its stack");
    }
    List<Object> above = stack.subList(marks.pop(), stack.size());
    List<Object> items = new ArrayList<>(above);
    above.clear();
    return items;
  }

  private Object recalled(long index) {
    Object value = memo.get(index);
    if (value == null) {
      throw PickleChecks.damaged(in.name(), "its memo has no " + index);
    }
    return value;
  }

  private long index(String line) {
    return PickleChecks.integer(in.name(), decimal(line));
  }

  private Object decimal(String line) {
    String digits = line.endsWith("L") ? line.substring(0, line.length() - 1) : line;
    if (line.equals("00") || line.equals("01")) {
      return line.equals("01"); // protocol 1's false and true
    }
    try {
      return Long.parseLong(digits.strip());
    } catch (NumberFormatException e) {
      throw new InputException(in.name() + " has a damaged pickle: no integer of 64 bits", e);
    }
  }

  private Object real(String line) {
    try {
      return Double.parseDouble(line.strip());
    } catch (NumberFormatException e) {
      throw new InputException(in.name() + " has a damaged pickle: expected a number", e);
    }
  }

  /** Returns a protocol 0 text without its quotation marks. */
  private String quoted(String line) {
    String text = line.strip();
    if (text.length() < 2 || text.charAt(0) != text.charAt(text.length() - 1)) {
      throw PickleChecks.damaged(in.name(), "a text without quotation marks");
    }
    return text.substring(1, text.length() - 1);
  }

  /** Skips bytes, which no weight consists of. */
  private Object skipped(long length) throws IOException {
    in.skip(length);
    return None.NONE;
  }
}
