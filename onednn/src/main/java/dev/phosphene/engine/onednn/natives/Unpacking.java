package dev.phosphene.engine.onednn.natives;

import dev.phosphene.io.TemporaryFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.bytedeco.javacpp.Loader;

/**
 * Copies native libraries from their jars to where JavaCPP expects them (its {@code
 * Loader.cacheResource}: the jar's name, then the entry's), each atomically. JavaCPP accepts a file
 * if its size and time are right; here its CRC-32 must match the jar's, too. A file found intact is
 * not read again until its inode changes.
 */
final class Unpacking {
  private static final int BUFFER = 1 << 20;

  /** One entry per jar, to locate the jar; the others in it are found by folder. */
  private static final List<String> KNOWN =
      List.of(
          "javacpp/%s/" + System.mapLibraryName("jnijavacpp"),
          "dnnl/%s/" + System.mapLibraryName("jnidnnl"),
          "opencl/%s/libOpenCL.so.1",
          "opencl/%s/libOpenCL.1.dylib",
          "opencl/%s/OpenCL.dll");

  private final Path folder;

  private Unpacking(Path folder) {
    this.folder = folder;
  }

  /**
   * Unpacks what is missing or damaged.
   *
   * @throws IOException if it cannot be written, or a jar is damaged
   */
  static void into(Path folder) throws IOException {
    Unpacking unpacking = new Unpacking(folder);
    for (String known : KNOWN) {
      URL url = Loader.class.getResource("/org/bytedeco/" + known.formatted(Loader.getPlatform()));
      if (url != null && url.openConnection() instanceof JarURLConnection connection) {
        unpacking.unpack(connection.getJarFile());
      }
    }
  }

  private void unpack(JarFile jar) throws IOException {
    Pattern library =
        Pattern.compile("org/bytedeco/(javacpp|dnnl|opencl)/" + Loader.getPlatform() + "/[^/]+");
    List<JarEntry> entries =
        jar.stream()
            .filter(entry -> !entry.isDirectory() && library.matcher(entry.getName()).matches())
            .toList();
    for (JarEntry entry : entries) {
      Path name = Path.of(jar.getName()).getFileName();
      Path target = folder.resolve(name.toString()).resolve(entry.getName());
      Path stamp = target.resolveSibling(target.getFileName() + ".intact");
      if (!intact(entry, target, stamp)) {
        copy(jar, entry, target);
        stamp(entry, target, stamp);
      }
    }
  }

  private static boolean intact(JarEntry entry, Path file, Path stamp) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        || Files.size(file) != entry.getSize()
        || Files.getLastModifiedTime(file).toMillis() != entry.getTime()) {
      return false;
    }
    Optional<String> state = state(entry, file);
    if (state.isPresent()
        && Files.isRegularFile(stamp)
        && Files.readString(stamp).equals(state.get())) {
      return true;
    }
    if (checksum(file) != entry.getCrc()) {
      return false;
    }
    stamp(entry, file, stamp);
    return true;
  }

  private static long checksum(Path file) throws IOException {
    CRC32 crc = new CRC32();
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    try (FileChannel channel = FileChannel.open(file)) {
      while (channel.read(buffer.clear()) >= 0) {
        crc.update(buffer.flip());
      }
    }
    return crc.getValue();
  }

  /** Copies to a new file: other processes may have the old one open and continue to use it. */
  private static void copy(JarFile jar, JarEntry entry, Path target) throws IOException {
    Files.createDirectories(target.getParent());
    Path part = TemporaryFiles.create(target);
    try {
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE);
          OutputStream out = Channels.newOutputStream(channel);
          InputStream in = jar.getInputStream(entry)) {
        CheckedInputStream checked = new CheckedInputStream(in, new CRC32());
        checked.transferTo(out);
        if (checked.getChecksum().getValue() != entry.getCrc()) {
          throw new IOException(jar.getName() + " is damaged: wrong CRC-32 of " + entry.getName());
        }
        channel.force(true);
      }
      Files.setLastModifiedTime(part, FileTime.fromMillis(entry.getTime()));
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void stamp(JarEntry entry, Path file, Path stamp) throws IOException {
    Optional<String> state = state(entry, file);
    if (state.isPresent()) {
      Files.writeString(stamp, state.get());
    }
  }

  /** Returns a state that changes with the file; empty if the system reveals too little. */
  private static Optional<String> state(JarEntry entry, Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return Optional.empty();
    }
    Map<String, Object> facts =
        Files.readAttributes(file, "unix:size,ino,ctime", LinkOption.NOFOLLOW_LINKS);
    return Optional.of(
        "crc %x size %s inode %s changed %s%n"
            .formatted(entry.getCrc(), facts.get("size"), facts.get("ino"), facts.get("ctime")));
  }
}
