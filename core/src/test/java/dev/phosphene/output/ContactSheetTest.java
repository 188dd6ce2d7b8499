package dev.phosphene.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContactSheetTest {
  private static ContactSheet sheet(int count, int width, int height, String caption) {
    List<ContactSheet.Cell> cells = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      cells.add(new ContactSheet.Cell(Bitmap.filled(width, height, 0x808000 + i), caption));
    }
    return ContactSheet.of(cells);
  }

  /** How many pixels have exactly this color. */
  private static int count(Bitmap bitmap, int rgb) {
    int count = 0;
    for (int i = 0; i < bitmap.data().length; i += 3) {
      int r = bitmap.data()[i] & 255;
      int g = bitmap.data()[i + 1] & 255;
      int b = bitmap.data()[i + 2] & 255;
      count += (r << 16 | g << 8 | b) == rgb ? 1 : 0;
    }
    return count;
  }

  @Test
  void everyPictureIsThereWhole() {
    for (int pictures = 1; pictures < 14; pictures++) {
      Bitmap drawn = sheet(pictures, 70, 50, "a:1").titled("title").draw();
      for (int i = 0; i < pictures; i++) {
        assertThat(count(drawn, 0x808000 + i)).isEqualTo(70 * 50);
      }
    }
  }

  @Test
  void columnsAreSensible() {
    int cell = 64;
    for (int[] expected : new int[][] {{1, 1}, {2, 2}, {3, 3}, {4, 2}, {6, 3}, {9, 3}, {10, 5}}) {
      Bitmap drawn = sheet(expected[0], cell, cell, "").draw();
      assertThat(drawn.width() / cell).as("%d pictures", expected[0]).isEqualTo(expected[1]);
    }
    assertThat(sheet(6, cell, cell, "").columns(6).draw().width()).isGreaterThan(6 * cell);
  }

  @Test
  void captionsTakeRoomAndInk() {
    Bitmap bare = sheet(2, 100, 100, "").draw();
    Bitmap captioned = sheet(2, 100, 100, "mixed4a:476").draw();
    assertThat(captioned.height()).isGreaterThan(bare.height() + 8);
    assertThat(captioned.width()).isEqualTo(bare.width());
    assertThat(count(captioned, 0xb4b6ba)).isGreaterThan(20);
    Bitmap light = sheet(2, 100, 100, "a").theme(ContactSheet.Theme.LIGHT).draw();
    assertThat(light.at(0, 0, 0)).isEqualTo(0xfb);
    assertThat(sheet(3, 9, 9, "a very long caption").titled("and a title").draw().width())
        .isLessThan(100);
  }

  @Test
  void smallerPicturesAreCenteredAndAlphaShowsACheckerboard() {
    Bitmap glass = new Bitmap(16, 10, 4, new byte[640]);
    Bitmap drawn =
        ContactSheet.of(
                List.of(
                    new ContactSheet.Cell(Bitmap.filled(40, 40, 0xff0000), ""),
                    new ContactSheet.Cell(glass, "")))
            .draw();
    assertThat(count(drawn, 0xff0000)).isEqualTo(1600);
    assertThat(count(drawn, 0xf2f2f2)).isEqualTo(80);
    assertThat(count(drawn, 0x999999)).isEqualTo(80);
    assertThat(count(drawn, 0x17181a)).isEqualTo(drawn.width() * drawn.height() - 1600 - 160);
  }

  /** Images of 8 pixels, which are told apart by three digits. */
  @Test
  void smallPicturesKeepTheirChannel() {
    for (String mark : List.of("", "  2/4", "  dead")) {
      Bitmap one = sheet(3, 8, 8, "stage2_conv1:103" + mark).draw();
      Bitmap other = sheet(3, 8, 8, "stage2_conv1:108" + mark).draw();
      assertThat(one.data()).hasSameSizeAs(other.data()).isNotEqualTo(other.data());
      assertThat(count(one, 0x808001)).isEqualTo(64);
    }
    Lettering lettering = Lettering.of(1);
    int room = lettering.width("…:103");
    assertThat(lettering.fit("stage2_conv1:103", room, 4)).isEqualTo("…:103");
    assertThat(lettering.fit("stage2_conv1:103", room - 1, 4)).isEqualTo("…103");
  }

  @Test
  void longCaptionsLoseTheirMiddle() {
    Lettering lettering = Lettering.of(1);
    String text = "inception_v3/mixed7_pool:1234";
    int whole = lettering.width(text);
    assertThat(lettering.fit(text, whole)).isEqualTo(text);
    for (int pixels = 0; pixels < whole; pixels++) {
      String fitted = lettering.fit(text, pixels);
      assertThat(fitted).contains("…");
      assertThat(fitted.equals("…") || lettering.width(fitted) <= pixels).isTrue();
    }
    assertThat(lettering.fit(text, whole / 2)).startsWith("incep").endsWith("1234");
  }

  @Test
  void theLetteringHasWhatCaptionsNeed() {
    Glyph box = Glyph.of('漢');
    for (char c = ' '; c < 127; c++) {
      assertThat(Glyph.of(c)).as("%s", c).isNotSameAs(box);
      assertThat(Glyph.of(c).advance()).isPositive();
    }
    "·×−→←±≈°…–—“”‘’ß".chars().forEach(c -> assertThat(Glyph.of(c)).isNotSameAs(box));
    assertThat(Lettering.of(1).width("é")).isEqualTo(Lettering.of(1).width("e"));
  }

  @Test
  void sameBytesEachTime() {
    assertThat(sheet(3, 60, 60, "mixed3:1 → eye").draw())
        .isEqualTo(sheet(3, 60, 60, "mixed3:1 → eye").draw());
  }
}
