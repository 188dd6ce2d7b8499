package dev.phosphene.gallery.store;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.phosphene.error.InputException;
import dev.phosphene.io.FileFacts;
import dev.phosphene.output.AtomicFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What is done, in a text file that only grows: each line is the CRC-32 of a JSON object in eight
 * hexadecimal digits, a space, and the object. What was written before an interruption is there the
 * next time; what comes after the last whole line is cut off.
 *
 * <p>Whoever has it open holds its lock, so that a folder has one writer.
 */
public final class Journal implements AutoCloseable {
  /** Its name in a gallery's folder. */
  public static final String NAME = "journal.txt";

  private static final int SUM = 8; // digits

  /** Another process has the journal open. */
  public static final class TakenException extends InputException {
    private static final long serialVersionUID = 1;

    TakenException(String message) {
      super(message);
    }
  }

  /** Opens a folder's journal, with {@link #open} or {@link #openUnlocked}. */
  @FunctionalInterface
  public interface Opener {
    /** Opens it; {@code lines} gets what is there. */
    Journal open(Path folder, Consumer<JsonObject> lines);
  }

  private final Path path;
  private final FileChannel file;

  private Journal(Path path, FileChannel file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Opens a folder's journal for writing, or begins one.
   *
   * @param folder exists
   * @param lines gets what is there
   * @throws InputException if another process writes it, or it cannot be used
   */
  public static Journal open(Path folder, Consumer<JsonObject> lines) {
    return open(
        folder.resolve(NAME),
        lines,
        folder + " is being written by another run; wait for its end, or choose another folder",
        true);
  }

  /**
   * Opens a shard's journal for writing, or begins one.
   *
   * @param what the shard, for messages
   * @throws InputException if another process writes it, or it cannot be used
   */
  public static Journal openShard(Path path, String what, Consumer<JsonObject> lines) {
    return open(path, lines, what + " is being rendered by another process", false);
  }

  /** As {@link #open}, but also in a folder whose file system has no locks. */
  public static Journal openUnlocked(Path folder, Consumer<JsonObject> lines) {
    return open(folder.resolve(NAME), lines, folder + " is being written by another run", false);
  }

  /** {@code insists}: whether a file system without locks is refused. */
  private static Journal open(
      Path path, Consumer<JsonObject> lines, String taken, boolean insists) {
    FileChannel file = null;
    try {
      file =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (isTaken(file, insists)) {
        throw new TakenException(taken);
      }
      long whole = read(file, lines);
      file.truncate(whole);
      file.position(whole);
      return new Journal(path, file);
    } catch (IOException e) {
      closeQuietly(file);
      throw new InputException("cannot use " + path + ": " + FileFacts.reason(e), e);
    } catch (RuntimeException | Error e) {
      closeQuietly(file);
      throw e;
    }
  }

  /**
   * Opens a folder's journal for writing.
   *
   * @param lines gets what is there
   * @throws InputException if there is none, another process writes it, or it cannot be used
   */
  public static Journal openExisting(Path folder, Consumer<JsonObject> lines) {
    requireGallery(folder);
    return open(folder, lines);
  }

  private static void requireGallery(Path folder) {
    if (!Files.isRegularFile(folder.resolve(NAME))) {
      throw new InputException(folder + " is not a gallery: it has no " + NAME);
    }
  }

  /**
   * Reads a folder's journal without a lock, as far as it is whole.
   *
   * @throws InputException if there is none, or it cannot be read
   */
  public static void read(Path folder, Consumer<JsonObject> lines) {
    requireGallery(folder);
    readFile(folder.resolve(NAME), lines);
  }

  /** Reads a journal without a lock, as far as it is whole. */
  static void readFile(Path path, Consumer<JsonObject> lines) {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      read(file, lines);
    } catch (IOException e) {
      throw new InputException("cannot read " + path + ": " + FileFacts.reason(e), e);
    }
  }

  private static boolean isTaken(FileChannel file, boolean insists) throws IOException {
    try {
      return file.tryLock() == null;
    } catch (OverlappingFileLockException e) {
      return true; // this very process has it
    } catch (IOException e) {
      if (insists) {
        throw e;
      }
      return false; // some network file systems have no locks
    }
  }

  private static void closeQuietly(@Nullable FileChannel file) {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      // what went wrong before is told
    }
  }

  /** Returns how many bytes are whole lines. */
  private static long read(FileChannel file, Consumer<JsonObject> lines) throws IOException {
    file.position(0);
    InputStream in = Channels.newInputStream(file);
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
    long whole = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      long end = whole + line.length() + 1; // a byte is a character here
      JsonObject json = end <= file.size() ? parsed(line) : null;
      if (json == null) {
        break;
      }
      lines.accept(json);
      whole = end;
    }
    return whole;
  }

  private static @Nullable JsonObject parsed(String line) {
    if (line.length() <= SUM + 1 || line.charAt(SUM) != ' ') {
      return null;
    }
    byte[] text = line.substring(SUM + 1).getBytes(StandardCharsets.ISO_8859_1);
    if (!line.startsWith(sum(text))) {
      return null;
    }
    try {
      return JsonParser.parseString(new String(text, StandardCharsets.UTF_8)).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      return null;
    }
  }

  private static String sum(byte[] text) {
    CRC32 sum = new CRC32();
    sum.update(text);
    return "%08x".formatted(sum.getValue());
  }

  /**
   * Adds a line.
   *
   * @throws InputException if it cannot be written; the journal then ends before it
   */
  public void add(JsonObject json) {
    ByteBuffer all = ByteBuffer.wrap(line(json));
    try {
      long before = file.position();
      try {
        while (all.hasRemaining()) {
          file.write(all);
        }
      } catch (IOException e) {
        file.truncate(before);
        throw e;
      }
    } catch (IOException e) {
      throw new InputException("cannot write " + path + ": " + FileFacts.reason(e), e);
    }
  }

  private static byte[] line(JsonObject json) {
    byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
    byte[] sum = (sum(text) + " ").getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(sum.length + text.length + 1)
        .put(sum)
        .put(text)
        .put((byte) '\n')
        .array();
  }

  /**
   * Puts other lines in the place of all, as one atomic change; this journal is closed with it.
   *
   * @throws InputException if they cannot be written; then all stays as it is
   */
  public void replace(List<JsonObject> lines) {
    AtomicFile.write(
        path,
        out -> {
          for (JsonObject json : lines) {
            out.write(line(json));
          }
        });
    close();
  }

  /** Brings what was added to the disk. */
  public void force() {
    try {
      file.force(false);
    } catch (IOException e) {
      throw new InputException("cannot write " + path + ": " + FileFacts.reason(e), e);
    }
  }

  @Override
  public void close() {
    closeQuietly(file);
  }
}
