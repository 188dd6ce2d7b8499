package dev.phosphene.fuzz;

import com.google.gson.JsonObject;
import dev.phosphene.error.InputException;
import dev.phosphene.output.Animation;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.output.ImageFormat;
import dev.phosphene.output.Playback;
import dev.phosphene.output.Provenance;
import dev.phosphene.render.RunRecord;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Images, with what made them. */
final class ImageTargets {
  static final List<Target> ALL =
      List.of(
          Target.ofFile(
              "png",
              "picture.png",
              ImageTargets::png,
              List.of("IHDR", "PLTE", "tRNS", "iTXt", "zTXt", "tEXt", "iCCP", "gAMA", "phosphene"),
              Repairs::png,
              ImageTargets::read),
          Target.ofFile(
              "jpeg",
              "picture.jpg",
              ImageTargets::jpeg,
              List.of("JFIF", "Adobe", "Exif", "phosphene"),
              ImageTargets::read),
          Target.ofFile(
              "gif",
              "picture.gif",
              ImageTargets::gif,
              List.of("GIF89a", "GIF87a", "NETSCAPE2.0", "phosphene "),
              ImageTargets::read),
          Target.ofFile(
              "bmp", "picture.bmp", ImageTargets::bmp, List.of("BM"), ImageTargets::read));

  private ImageTargets() {}

  /** The pixels and, whether they can be read or not, what made them. */
  private static void read(Path file) {
    Optional<InputException> refusal = Optional.empty();
    try {
      ImageFiles.read(file);
    } catch (InputException e) {
      refusal = Optional.of(e);
    }
    try {
      RunRecord.of(ImageFiles.provenance(file));
    } catch (InputException e) {
      // an image without it, or one that does not tell enough, is an image all the same
    }
    if (refusal.isPresent()) {
      throw refusal.get();
    }
  }

  private static Provenance provenance() {
    JsonObject json = new JsonObject();
    json.addProperty("objective", "mixed3:1 \u2212 gr\u00f6\u00dfe");
    return Provenance.of(json);
  }

  private static Bitmap noise(int width, int height, int channels) {
    byte[] data = new byte[width * height * channels];
    new Random(1).nextBytes(data);
    return new Bitmap(width, height, channels, data);
  }

  private static List<byte[]> png(Path folder) throws IOException {
    Optional<Provenance> made = Optional.of(provenance());
    List<byte[]> seeds = new ArrayList<>();
    seeds.add(ImageFiles.encode(ImageFormat.PNG, noise(5, 4, 3), made));
    seeds.add(ImageFiles.encode(ImageFormat.PNG, noise(3, 2, 4), Optional.empty()));
    seeds.add(written("png", BufferedImage.TYPE_BYTE_INDEXED, true));
    seeds.add(written("png", BufferedImage.TYPE_BYTE_BINARY, false));
    seeds.add(written("png", BufferedImage.TYPE_USHORT_GRAY, true));
    return seeds;
  }

  private static List<byte[]> jpeg(Path folder) throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    seeds.add(ImageFiles.encode(ImageFormat.JPEG, noise(5, 4, 3), Optional.of(provenance())));
    seeds.add(written("jpeg", BufferedImage.TYPE_BYTE_GRAY, false));
    seeds.add(written("jpeg", BufferedImage.TYPE_INT_RGB, true));
    return seeds;
  }

  private static List<byte[]> gif(Path folder) throws IOException {
    Path file = folder.resolve("seed.gif");
    List<byte[]> seeds = new ArrayList<>();
    try (Animation animation = Animation.create()) {
      animation.add(noise(4, 4, 3));
      animation.add(Bitmap.filled(4, 4, 0xff0000));
      animation.write(file, Playback.forever(100), Optional.of(provenance()));
    }
    seeds.add(Files.readAllBytes(file));
    Files.delete(file);
    seeds.add(written("gif", BufferedImage.TYPE_BYTE_INDEXED, true));
    return seeds;
  }

  private static List<byte[]> bmp(Path folder) throws IOException {
    return List.of(
        written("bmp", BufferedImage.TYPE_3BYTE_BGR, false),
        written("bmp", BufferedImage.TYPE_BYTE_INDEXED, false),
        written("bmp", BufferedImage.TYPE_USHORT_565_RGB, false));
  }

  /** As the JDK writes it; progressively, or interlaced, where the format knows that. */
  private static byte[] written(String format, int type, boolean progressive) throws IOException {
    BufferedImage image = new BufferedImage(9, 7, type);
    for (int i = 0; i < 63; i++) {
      image.setRGB(i % 9, i / 9, 0xff000000 | i * 0x3f1b07);
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam how = writer.getDefaultWriteParam();
      if (progressive) {
        how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), how);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
