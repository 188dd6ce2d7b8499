package dev.phosphene.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.error.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  private final Path folder;

  AtomicFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aFaultKeepsTheOldFile() throws IOException {
    Path file = folder.resolve("a.png");
    AtomicFile.write(file, new byte[] {1});
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(new byte[100_000]);
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("a.png")
        .hasMessageContaining("No space left");
    assertThat(Files.readAllBytes(file)).containsExactly(1);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void replacesAndFollowsLinks() throws IOException {
    Path file = folder.resolve("a.png");
    AtomicFile.write(file, new byte[] {1});
    Path link = Files.createSymbolicLink(folder.resolve("b.png"), file);
    AtomicFile.write(link, new byte[] {2});
    assertThat(Files.readAllBytes(file)).containsExactly(2);
    assertThat(Files.isSymbolicLink(link)).isTrue();
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      assertThat(Files.getPosixFilePermissions(file))
          .isEqualTo(Files.getPosixFilePermissions(Files.createFile(folder.resolve("c"))));
    }
  }

  @Test
  void saysWhyNot() throws IOException {
    assertThatThrownBy(() -> AtomicFile.write(folder.resolve("no/a.png"), new byte[1]))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("does not exist");
    assertThatThrownBy(() -> AtomicFile.write(folder, new byte[1]))
        .hasMessageContaining("is a folder");
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> AtomicFile.write(file.resolve("a.png"), new byte[1]))
        .hasMessageContaining("is not a folder");
  }

  @Test
  void aNewFileReplacesNothing() throws IOException {
    Path file = folder.resolve("a.png");
    assertThat(AtomicFile.writeNew(file, out -> out.write(1))).isTrue();
    assertThat(AtomicFile.writeNew(file, out -> out.write(2))).isFalse();
    Path link = Files.createSymbolicLink(folder.resolve("b.png"), folder.resolve("nothing"));
    assertThat(AtomicFile.writeNew(link, out -> out.write(3))).isFalse();
    assertThat(AtomicFile.writeNew(Files.createDirectory(folder.resolve("c")), out -> {}))
        .isFalse();
    Path failed = folder.resolve("d.png");
    assertThatThrownBy(
            () ->
                AtomicFile.writeNew(
                    failed,
                    out -> {
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("No space left");
    assertThat(file).hasBinaryContent(new byte[] {1});
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(file, link, folder.resolve("c"));
    }
  }

  /** Somebody else writes a file of the name meanwhile. */
  @Test
  void theSlowerOfTwoReplacesNothing() throws IOException {
    Path file = folder.resolve("a.png");
    boolean made =
        AtomicFile.writeNew(
            file,
            out -> {
              out.write(1);
              assertThat(AtomicFile.writeNew(file, other -> other.write(2))).isTrue();
            });
    assertThat(made).isFalse();
    assertThat(file).hasBinaryContent(new byte[] {2});
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  /** Where a file has one name only. */
  @Test
  void aNameIsClaimedWithoutLinks() throws IOException {
    Path one = Files.write(folder.resolve("one"), new byte[] {1});
    Path two = Files.write(folder.resolve("two"), new byte[] {2});
    Path file = folder.resolve("a.png");
    assertThat(AtomicFile.claim(one, file)).isTrue();
    assertThat(AtomicFile.claim(two, file)).isFalse();
    assertThat(file).hasBinaryContent(new byte[] {1});
    assertThatThrownBy(() -> AtomicFile.claim(one, folder.resolve("b.png")))
        .isInstanceOf(IOException.class);
    assertThat(folder.resolve("b.png")).doesNotExist();
  }
}
