package dev.phosphene.load.caffe;

import java.util.List;

/**
 * One layer.
 *
 * @param type its current type name
 * @param fields its settings, by the names in caffe.proto
 * @param blobs its weights; none in a text file
 */
record LayerDef(String name, String type, CaffeFields fields, List<BlobDef> blobs) {
  static LayerDef of(CaffeFields fields, List<BlobDef> blobs) {
    return new LayerDef(
        fields.text("name", ""), Types.of(fields.text("type", "")), fields, List.copyOf(blobs));
  }

  List<String> bottoms() {
    return fields.texts("bottom");
  }

  List<String> tops() {
    return fields.texts("top");
  }

  /** Returns the settings of a kind of layer, such as {@code pooling_param}. */
  CaffeFields settings(String name) {
    return fields.message(name);
  }

  /** Returns whether the layer is present at inference, not only in training. */
  boolean used() {
    List<CaffeFields> include = fields.messages("include");
    boolean in =
        include.isEmpty()
            || include.stream().anyMatch(rule -> !rule.text("phase", "TEST").equals("TRAIN"));
    return in
        && fields.messages("exclude").stream()
            .noneMatch(rule -> rule.text("phase", "").equals("TEST"));
  }

  /** Returns whether the layer feeds images or labels. */
  boolean feeds() {
    return type.endsWith("Data") || type.equals("Input");
  }

  /** Returns whether the layer only evaluates the network's output. */
  boolean judges() {
    return type.endsWith("Loss") || type.equals("Accuracy") || type.equals("Silence");
  }

  /** Describes the layer, for messages. */
  String described() {
    return "layer \"" + name + "\" (" + type + ")";
  }

  /** Returns the same layer with weights. */
  LayerDef with(List<BlobDef> other) {
    return new LayerDef(name, type, fields, other);
  }
}
