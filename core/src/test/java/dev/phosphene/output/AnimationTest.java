package dev.phosphene.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.phosphene.error.InputException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class AnimationTest {
  private final Path file;

  AnimationTest(@TempDir Path folder) {
    file = folder.resolve("a.gif");
  }

  /** What a viewer shows: whole frames with their delays, and the bytes of the loop count. */
  private record Shown(List<Bitmap> frames, List<Integer> delays, byte[] loop) {}

  private void write(Playback playback, Bitmap... frames) {
    try (Animation animation = Animation.create()) {
      for (Bitmap frame : frames) {
        animation.add(frame);
      }
      animation.write(file, playback, Optional.empty());
    }
  }

  private static Shown show(Path file) throws IOException {
    List<Bitmap> frames = new ArrayList<>();
    List<Integer> delays = new ArrayList<>();
    byte[] loop = {};
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      reader.setInput(in);
      Bitmap screen = Bitmap.filled(reader.getWidth(0), reader.getHeight(0), 0);
      for (int i = 0; i < reader.getNumImages(true); i++) {
        Element tree =
            (Element) reader.getImageMetadata(i).getAsTree("javax_imageio_gif_image_1.0");
        Element place = (Element) tree.getElementsByTagName("ImageDescriptor").item(0);
        Element control = (Element) tree.getElementsByTagName("GraphicControlExtension").item(0);
        delays.add(Integer.parseInt(control.getAttribute("delayTime")));
        if (tree.getElementsByTagName("ApplicationExtension").getLength() > 0) {
          IIOMetadataNode node =
              (IIOMetadataNode) tree.getElementsByTagName("ApplicationExtension").item(0);
          loop = (byte[]) node.getUserObject();
        }
        int left = Integer.parseInt(place.getAttribute("imageLeftPosition"));
        int top = Integer.parseInt(place.getAttribute("imageTopPosition"));
        BufferedImage part = reader.read(i);
        byte[] data = screen.data().clone();
        for (int y = 0; y < part.getHeight(); y++) {
          for (int x = 0; x < part.getWidth(); x++) {
            int argb = part.getRGB(x, y);
            if (argb >>> 24 == 255) {
              int to = ((top + y) * screen.width() + left + x) * 3;
              data[to] = (byte) (argb >> 16);
              data[to + 1] = (byte) (argb >> 8);
              data[to + 2] = (byte) argb;
            }
          }
        }
        screen = new Bitmap(screen.width(), screen.height(), 3, data);
        frames.add(screen);
      }
    } finally {
      reader.dispose();
    }
    return new Shown(frames, delays, loop);
  }

  @Test
  void alphaLiesOnACheckerboard() throws IOException {
    Bitmap glass = new Bitmap(16, 8, 4, new byte[512]);
    write(Playback.forever(100), glass, Bitmap.filled(16, 8, 0xff0000));
    Bitmap shown = show(file).frames().get(0);
    assertThat(shown.at(0, 0, 1)).isEqualTo(0xf2);
    assertThat(shown.at(8, 0, 1)).isEqualTo(0x99);
  }

  @Test
  void framesDelaysAndLoop() throws IOException {
    Bitmap[] frames = new Bitmap[6];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = TestImages.waves(40, 30, i * .3);
    }
    write(new Playback(33, 1000, 3), frames);
    Shown shown = show(file);
    assertThat(shown.frames).hasSize(6);
    assertThat(shown.delays.subList(0, 5)).isSubsetOf(3, 4);
    assertThat(shown.delays.stream().limit(5).mapToInt(Integer::intValue).sum()).isEqualTo(17);
    assertThat(shown.delays.get(5)).isEqualTo(100);
    assertThat(shown.loop).containsExactly(1, 2, 0);
    for (int i = 0; i < frames.length; i++) {
      assertThat(TestImages.difference(shown.frames.get(i), frames[i])).isLessThan(13);
      assertThat(meanShift(shown.frames.get(i), frames[i])).isLessThan(2);
    }
    write(Playback.forever(200), frames);
    assertThat(show(file).loop).containsExactly(1, 0, 0);
    assertThat(show(file).delays).containsOnly(20);
  }

  @Test
  void aPhotographKeepsItsColors() throws IOException {
    Bitmap photograph = TestImages.photograph("n01443537_goldfish.jpg");
    write(Playback.forever(100), photograph);
    Bitmap shown = show(file).frames.get(0);
    assertThat(TestImages.difference(shown, photograph)).isLessThan(5);
    assertThat(meanShift(shown, photograph)).isLessThan(.3);
  }

  @Test
  void aGradientKeepsItsColors() throws IOException {
    Bitmap gradient = TestImages.gradient(256, 256);
    write(Playback.forever(100), gradient);
    Bitmap shown = show(file).frames.get(0);
    assertThat(TestImages.difference(shown, gradient)).isLessThan(7);
    assertThat(meanShift(shown, gradient)).isLessThan(.5);
  }

  /** Largest difference of a channel's mean, in 0…255. */
  private static double meanShift(Bitmap a, Bitmap b) {
    double[] shift = new double[3];
    for (int i = 0; i < a.data().length; i++) {
      shift[i % 3] += (a.data()[i] & 255) - (b.data()[i] & 255);
    }
    return Arrays.stream(shift).map(Math::abs).max().orElse(0) * 3 / a.data().length;
  }

  @Test
  void whatStandsStillStaysTheSame() throws IOException {
    Bitmap[] frames = new Bitmap[5];
    Bitmap still = TestImages.waves(80, 60, 0);
    for (int i = 0; i < frames.length; i++) {
      Bitmap moving = TestImages.waves(80, 60, i);
      frames[i] = new Bitmap(80, 60, 3, still.data().clone());
      System.arraycopy(moving.data(), 0, frames[i].data(), 0, 80 * 30 * 3);
    }
    write(Playback.forever(100), frames);
    List<Bitmap> shown = show(file).frames;
    for (Bitmap frame : shown) {
      assertThat(Arrays.copyOfRange(frame.data(), 80 * 30 * 3, 80 * 60 * 3))
          .isEqualTo(Arrays.copyOfRange(shown.get(0).data(), 80 * 30 * 3, 80 * 60 * 3));
    }
    assertThat(shown.get(1)).isNotEqualTo(shown.get(0));
    write(Playback.forever(100), still, still, still);
    assertThat(show(file).frames).hasSize(3).containsOnly(show(file).frames.get(0));
  }

  @Test
  void fewColorsAreExact() throws IOException {
    Bitmap bitmap = Bitmap.filled(20, 10, 0x123456);
    bitmap.data()[3] = (byte) 0xff;
    bitmap.data()[34] = 0;
    write(Playback.forever(100), bitmap);
    assertThat(show(file).frames).containsExactly(bitmap);
    assertThat(Bitmap.of(ImageFiles.read(file))).isEqualTo(bitmap);
  }

  @Test
  void everySizeOfCodeIsWrittenRight() throws IOException {
    for (int size = 1; size < 130; size += size < 40 ? 1 : 17) {
      Bitmap noise = TestImages.noise(size, size, 3, size);
      for (int i = 0; i < noise.data().length; i++) {
        noise.data()[i] = (byte) ((noise.data()[i] & 3) * 85); // 64 colors, so nothing is lost
      }
      write(Playback.forever(100), noise);
      assertThat(show(file).frames).containsExactly(noise);
    }
  }

  @Test
  void sameBytesEachTimeWithProvenance() throws IOException {
    JsonObject json = new JsonObject();
    json.addProperty("objective", "größe → \uD83D\uDC41".repeat(20));
    Provenance made = Provenance.of(json);
    Bitmap bitmap = TestImages.waves(40, 40, 0);
    ImageFiles.write(file, bitmap, made);
    byte[] first = Files.readAllBytes(file);
    assertThat(ImageFiles.provenance(file)).isEqualTo(made);
    ImageFiles.write(file, bitmap, made);
    assertThat(Files.readAllBytes(file)).isEqualTo(first);
    for (int length = 0; length < first.length; length += length < 40 ? 1 : 41) {
      Files.write(file, Arrays.copyOf(first, length));
      assertThatThrownBy(() -> ImageFiles.provenance(file)).isInstanceOf(InputException.class);
    }
  }

  @Test
  void whatCannotBeShownIsRefused() {
    assertThatThrownBy(() -> Playback.forever(5)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new Playback(50, 50, -1)).isInstanceOf(InputException.class);
    try (Animation animation = Animation.create()) {
      animation.add(Bitmap.filled(2, 2, 0));
      assertThatThrownBy(() -> animation.add(Bitmap.filled(2, 3, 0)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(
              () ->
                  animation.write(
                      file.resolveSibling("a.png"), Playback.forever(50), Optional.empty()))
          .isInstanceOf(InputException.class)
          .hasMessageContaining(".gif");
    }
  }
}
