package dev.phosphene.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static byte[] pictures(int n) {
    byte[] pixels = new byte[n * Cifar10.BYTES];
    new Random(5).nextBytes(pixels);
    return pixels;
  }

  @Test
  void reflectsAtTheEdges() {
    assertEquals(1, Augmentation.inside(-1));
    assertEquals(0, Augmentation.inside(0));
    assertEquals(31, Augmentation.inside(31));
    assertEquals(30, Augmentation.inside(32));
  }

  @Test
  void plainPicturesAreNormalized() {
    byte[] white = new byte[Cifar10.BYTES];
    Arrays.fill(white, (byte) 255);
    float[] out = new float[Cifar10.BYTES];
    Augmentation.plain(white, 0, out, 0);
    for (int c = 0; c < 3; c++) {
      assertEquals(Augmentation.SCALE[c] + Augmentation.SHIFT[c], out[c], 1e-6);
    }
    assertEquals((1 - .4914) / .2470, out[0], 1e-5);
  }

  @Test
  void theSameSeedGivesTheSamePicture() {
    byte[] pixels = pictures(2);
    for (int side : new int[] {20, 24, 28, 32}) {
      float[][] out = new float[3][side * side * 3];
      Augmentation augmentation = new Augmentation(side, 3, 8, .02f);
      for (int i = 0; i < 3; i++) {
        augmentation.apply(pixels, 1, false, new SplittableRandom(i / 2), out[i], 0);
      }
      assertArrayEquals(out[0], out[1]);
      assertFalse(Arrays.equals(out[1], out[2]));
    }
  }

  @Test
  void mirroredIsTheSameTurnedRound() {
    byte[] pixels = pictures(1);
    int side = 24;
    float[] straight = new float[side * side * 3];
    float[] mirrored = new float[side * side * 3];
    Augmentation augmentation = new Augmentation(side, 2, 0, 0);
    augmentation.apply(pixels, 0, false, new SplittableRandom(7), straight, 0);
    augmentation.apply(pixels, 0, true, new SplittableRandom(7), mirrored, 0);
    for (int i = 0; i < side * side; i++) {
      int turned = i / side * side + side - 1 - i % side;
      for (int c = 0; c < 3; c++) {
        assertEquals(straight[3 * i + c], mirrored[3 * turned + c]);
      }
    }
  }

  @Test
  void everyPictureIsMirroredInEveryOtherEpoch() {
    int first = 0;
    for (int i = 0; i < 1000; i++) {
      assertNotEquals(Batches.mirrored(i, 1, 4), Batches.mirrored(i, 1, 5));
      assertEquals(Batches.mirrored(i, 1, 4), Batches.mirrored(i, 1, 6));
      first += Batches.mirrored(i, 1, 0) ? 1 : 0;
    }
    assertTrue(first > 400 && first < 600, "mirrored first: " + first);
  }

  @Test
  void shufflingKeepsEveryPicture() {
    int[] order = Batches.shuffled(1000, new SplittableRandom(1));
    assertFalse(order[0] == 0 && order[1] == 1 && order[2] == 2);
    Arrays.sort(order);
    for (int i = 0; i < order.length; i++) {
      assertEquals(i, order[i]);
    }
  }
}
