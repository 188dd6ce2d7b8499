package dev.phosphene.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Temporary files that are named after the process that writes them, so that what a killed process
 * left can be told and removed.
 *
 * <p>A name ends in {@code .MACHINE-PID-START-NUMBER.tmp}. {@code MACHINE} is a hash of what no two
 * running systems share: on Linux the id of this boot and the namespace of process numbers (so that
 * containers differ), on Windows the computer's name. Where none is known, nothing is removed.
 */
public final class TemporaryFiles {
  private static final Pattern OWNER =
      Pattern.compile(".*\\.([0-9a-f]{8})-(\\d{1,18})-(\\d{1,18})-\\d+(\\.tmp)?", Pattern.DOTALL);

  /** Bytes of the other file's name that a temporary file's has; systems take 255 together. */
  private static final int LONGEST = 100;

  private static final int ATTEMPTS = 1000;

  /** What was written to later than this is left alone, whoever wrote it. */
  private static final Duration AGE = Duration.ofMinutes(10);

  /** A clock that is set meanwhile moves the times at which processes started. */
  private static final Duration CLOCK = Duration.ofMinutes(1);

  private static final String UNKNOWN = "00000000";
  private static final String MACHINE = machine();

  /** Folders that this process has cleaned. */
  private static final Set<Path> CLEANED = ConcurrentHashMap.newKeySet();

  private TemporaryFiles() {}

  /**
   * A new empty hidden file beside {@code target}, with the permissions that new files get. The
   * first one of this process in a folder removes what killed processes left there.
   */
  public static Path create(Path target) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    if (folder != null && CLEANED.add(folder)) {
      clean(folder);
    }
    String prefix = "." + shortened(String.valueOf(target.getFileName())) + owner();
    for (int i = 0; ; i++) {
      Path candidate = target.resolveSibling(prefix + i + ".tmp");
      try {
        return Files.createFile(candidate);
      } catch (FileAlreadyExistsException taken) {
        if (i == ATTEMPTS) {
          throw taken;
        }
      }
    }
  }

  /** {@code .MACHINE-PID-START-} of this process; a number has to follow. */
  public static String owner() {
    ProcessHandle self = ProcessHandle.current();
    long start = self.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return owner(MACHINE, self.pid(), start);
  }

  static String owner(String machine, long pid, long start) {
    return "." + machine + "-" + pid + "-" + start + "-";
  }

  /** Of this system; {@link #owner(String, long, long)} takes it. */
  static String machineName() {
    return MACHINE;
  }

  /** Whether files of this system's processes can be told from those of others. */
  static boolean knowsMachine() {
    return !MACHINE.equals(UNKNOWN);
  }

  /** Whether a file was left by a process of this system that has ended, some time ago. */
  public static boolean isLeft(Path file) {
    Matcher owner = OWNER.matcher(String.valueOf(file.getFileName()));
    if (!owner.matches()
        || !knowsMachine()
        || !owner.group(1).equals(MACHINE)
        || isRunning(Long.parseLong(owner.group(2)), Long.parseLong(owner.group(3)))) {
      return false;
    }
    try {
      Instant written = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
      return written.isBefore(Instant.now().minus(AGE));
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether the process is there that had this number and start; if that is in doubt, it is. */
  private static boolean isRunning(long pid, long start) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    if (process.isEmpty()) {
      return false;
    }
    Optional<Instant> began = process.get().info().startInstant();
    return began.isEmpty()
        || start == 0
        || Math.abs(began.get().toEpochMilli() - start) <= CLOCK.toMillis();
  }

  private static void clean(Path folder) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ".*.tmp")) {
      for (Path file : files) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && isLeft(file)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // They take space and do no other harm.
    }
  }

  private static String shortened(String name) {
    String text = name;
    while (text.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      text = text.substring(0, text.offsetByCodePoints(text.length(), -1));
    }
    return text;
  }

  private static String machine() {
    String name = System.getenv().getOrDefault("COMPUTERNAME", "");
    try {
      Path boot = Path.of("/proc/sys/kernel/random/boot_id");
      if (Files.isReadable(boot)) {
        name = Files.readString(boot) + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
      }
    } catch (IOException | UnsupportedOperationException e) {
      name = "";
    }
    return name.isBlank()
        ? UNKNOWN
        : Hash.sha256(name.getBytes(StandardCharsets.UTF_8)).substring(0, UNKNOWN.length());
  }
}
