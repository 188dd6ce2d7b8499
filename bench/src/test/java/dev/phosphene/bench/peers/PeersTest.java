package dev.phosphene.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.engine.Network;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The peers compute what our reference computes, every op, forward and backward. No files. */
class PeersTest {
  private static final double TOLERANCE = 1e-5;

  static Stream<Engine> peers() {
    return Stream.of(new TensorFlowEngine(), new TorchEngine(false), new TorchEngine(true));
  }

  @ParameterizedTest
  @MethodSource("peers")
  void agreesWithTheReference(Engine peer) {
    Optional<String> reason = peer.unavailable();
    reason.ifPresent(why -> System.err.println("skipped: " + peer.name() + ": " + why));
    assumeTrue(reason.isEmpty(), reason.orElse(""));
    try (Network actual =
            peer.compile(AllOps.graph(), AllOps.TAPS, AllOps.INPUT, Engine.Options.defaults());
        Network expected =
            Engines.named("reference")
                .compile(AllOps.graph(), AllOps.TAPS, AllOps.INPUT, Engine.Options.defaults())) {
      assertThat(
              PeerAgreement.gradients(actual, expected, AllOps.TAPS, AllOps.picture(), TOLERANCE))
          .isLessThanOrEqualTo(TOLERANCE);
    }
  }
}
