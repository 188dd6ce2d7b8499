package dev.phosphene.engine.onednn.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.io.TemporaryFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFolderTest {
  private static final int NOBODY = 65534;

  @TempDir private Path base = Path.of("");

  @BeforeEach
  void needsModes() {
    assumeTrue(
        base.getFileSystem().supportedFileAttributeViews().contains("unix"),
        "skipped: files have no owners and modes here");
    try {
      PrivateFolder.at(base.resolve("probe"));
    } catch (IOException e) {
      Assumptions.abort("skipped: others can change the folder for temporary files: " + e);
    }
  }

  private static void mode(Path file, int mode) throws IOException {
    Files.setAttribute(file, "unix:mode", mode);
  }

  private static void giveAway(Path file) throws IOException {
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "skipped: only root can give a file away");
    try {
      Files.setAttribute(file, "unix:uid", NOBODY);
    } catch (IOException e) {
      Assumptions.abort("skipped: this root cannot give a file away: " + e.getMessage());
    }
  }

  @Test
  void isMadeForItsOwnerAlone() throws IOException {
    Path folder = PrivateFolder.at(base.resolve("cache/natives"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    assertThat(PrivateFolder.at(folder)).isEqualTo(folder);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void refusesOneThatOthersCanWriteTo() throws IOException {
    for (int mode : new int[] {0770, 0707, 01777}) {
      Path folder = Files.createDirectory(base.resolve("natives" + mode));
      mode(folder, mode);
      assertThatThrownBy(() -> PrivateFolder.at(folder))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll("others can write to", folder.toString());
    }
  }

  @Test
  void refusesOneThatOthersCanReplace() throws IOException {
    Path above = Files.createDirectory(base.resolve("above"));
    Path folder = Files.createDirectory(above.resolve("natives"));
    mode(folder, 0700);
    mode(above, 0777);
    assertThatThrownBy(() -> PrivateFolder.at(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("others can replace", above.toString());
    mode(above, 01777); // sticky, as the folder for temporary files is
    assertThat(PrivateFolder.at(folder)).isEqualTo(folder.toRealPath());
  }

  @Test
  void refusesALinkInItsPlace() throws IOException {
    Path folder = Files.createDirectory(base.resolve("elsewhere"));
    Path link = Files.createSymbolicLink(base.resolve("natives"), folder);
    assertThatThrownBy(() -> PrivateFolder.at(link)).isInstanceOf(IOException.class);
  }

  @Test
  void refusesOneOfAnotherUser() throws IOException {
    Path folder = Files.createDirectory(base.resolve("natives"));
    mode(folder, 0700);
    giveAway(folder);
    assertThatThrownBy(() -> PrivateFolder.at(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("belongs to another user");
  }

  @Test
  void refusesOneInAFolderOfAnotherUser() throws IOException {
    Path above = Files.createDirectory(base.resolve("above"));
    giveAway(above);
    assertThatThrownBy(() -> PrivateFolder.at(above.resolve("natives")))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("others can replace", above.toString());
  }

  /** A killed process cannot remove its temporary folder. */
  @Test
  void removesTemporaryFoldersOfDeadProcesses() throws IOException {
    Path others = Objects.requireNonNull(PrivateFolder.temporary().getParent());
    String living = TemporaryFiles.owner();
    String dead = living.replaceFirst("-\\d+-$", "-1000000-"); // of 1970: no process is so old
    Path left = Files.createDirectory(others.resolve("phosphene-natives" + dead + "1"));
    Path used = Files.createDirectory(others.resolve("phosphene-natives" + living + "1"));
    try {
      Files.createFile(Files.createDirectory(left.resolve("jar")).resolve("library.so"));
      for (Path folder : List.of(left, used)) {
        Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
      }
      assumeTrue(TemporaryFiles.isLeft(left), "skipped: this system has no name of its own");
      PrivateFolder.temporary();
      assertThat(left).doesNotExist();
      assertThat(used).exists();
    } finally {
      Files.deleteIfExists(left.resolve("jar/library.so"));
      Files.deleteIfExists(left.resolve("jar"));
      Files.deleteIfExists(left);
      Files.delete(used);
    }
  }
}
