package dev.phosphene.load.caffe;

import java.util.List;

/**
 * One layer.
 *
 * @param type today's name of it
 * @param fields its settings, by the names of caffe.proto
 * @param blobs its weights; none in a text
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

  /** The settings of a kind of layer, such as {@code pooling_param}. */
  CaffeFields settings(String name) {
    return fields.message(name);
  }

  /** Whether it is there when the network is used, not trained. */
  boolean used() {
    List<CaffeFields> include = fields.messages("include");
    boolean in =
        include.isEmpty()
            || include.stream().anyMatch(rule -> !rule.text("phase", "TEST").equals("TRAIN"));
    return in
        && fields.messages("exclude").stream()
            .noneMatch(rule -> rule.text("phase", "").equals("TEST"));
  }

  /** Whether it feeds images or labels. */
  boolean feeds() {
    return type.endsWith("Data") || type.equals("Input");
  }

  /** Whether it only judges what the network puts out. */
  boolean judges() {
    return type.endsWith("Loss") || type.equals("Accuracy") || type.equals("Silence");
  }

  /** For messages. */
  String described() {
    return "layer \"" + name + "\" (" + type + ")";
  }

  /** The same layer with weights. */
  LayerDef with(List<BlobDef> other) {
    return new LayerDef(name, type, fields, other);
  }
}
