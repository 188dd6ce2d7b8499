package dev.phosphene.load.caffe;

import dev.phosphene.error.InputException;
import dev.phosphene.load.Wire;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A network as stored in a file.
 *
 * @param file the file's name, for messages
 * @param fields settings of the network and its inputs
 * @param layers layers in file order
 */
record NetDef(String file, CaffeFields fields, List<LayerDef> layers) {
  private static final String FIRST = ", a tool of Caffe's, brings them up to date";

  NetDef {
    layers = List.copyOf(layers);
  }

  /** Reads a {@code .caffemodel}. */
  static NetDef binary(String file, ByteBuffer bytes) {
    Wire wire = Wire.of(file, "Caffe model", bytes);
    CaffeFields fields = Schema.NET.read(wire.again());
    List<LayerDef> layers = new ArrayList<>();
    while (wire.next()) {
      if (wire.field() == 100) {
        layers.add(layer(wire.message(), Schema.LAYER, 7));
      } else if (wire.field() == 2) {
        layers.add(layer(wire.message(), Schema.OLD_LAYER, 6));
      }
    }
    if (layers.isEmpty()) {
      throw wire.damaged("a network without layers");
    }
    return new NetDef(file, fields, layers);
  }

  private static LayerDef layer(Wire wire, Schema schema, int blobs) {
    CaffeFields fields = schema.read(wire.again());
    if (!fields.messages("layer").isEmpty()) {
      throw wire.damaged("its layers are of Caffe's first form; upgrade_net_proto_binary" + FIRST);
    }
    List<BlobDef> all = new ArrayList<>();
    while (wire.next()) {
      if (wire.field() == blobs) {
        all.add(BlobDef.read("array " + all.size(), wire.message()));
      }
    }
    return LayerDef.of(fields, all);
  }

  /** Reads a {@code .prototxt}. */
  static NetDef text(String file, String text) {
    CaffeFields fields = TextFormat.read(file, text);
    List<LayerDef> layers = new ArrayList<>();
    for (String key : List.of("layer", "layers")) {
      for (CaffeFields layer : fields.messages(key)) {
        if (!layer.messages("layer").isEmpty()) {
          throw new InputException(
              file + ": its layers are of Caffe's first form; upgrade_net_proto_text" + FIRST);
        }
        layers.add(LayerDef.of(layer, List.of()));
      }
    }
    if (layers.isEmpty()) {
      throw new InputException(file + " has no layers, so it is no network of Caffe's");
    }
    return new NetDef(file, fields, layers);
  }

  /** Returns this network's layers with the weights of the other's layers of the same names. */
  NetDef with(NetDef weights) {
    Map<String, List<BlobDef>> blobs = new HashMap<>();
    weights.layers.forEach(layer -> blobs.putIfAbsent(layer.name(), layer.blobs()));
    return new NetDef(
        file,
        fields,
        layers.stream()
            .map(layer -> layer.with(blobs.getOrDefault(layer.name(), List.of())))
            .toList());
  }
}
