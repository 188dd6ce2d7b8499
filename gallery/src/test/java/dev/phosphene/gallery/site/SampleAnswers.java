package dev.phosphene.gallery.site;

import com.sun.net.httpserver.HttpExchange;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a {@link SampleServer} always answers, as JSON with single quotation marks. */
final class SampleAnswers {
  static final String NETWORKS =
      """
      {'networks':[
        {'number':0,'name':'Glimmer','id':'glimmer','open':true,'present':true},
        {'number':1,'name':'Glimmer, small','id':'glimmer-small','open':true,'present':true},
        {'number':2,'name':'sparkle.onnx','about':'A file of the command line','open':false,'present':true},
        {'number':3,'name':'vgg19','about':'VGG-19','open':false,'present':false}]}
      """;

  static final String RECIPES =
      """
      {'default':'lucid',
       'recipes':[
        {'name':'lucid','about':'Most units.','settings':{'size':'128','steps':'512','param':'fourier','decay':'1'}},
        {'name':'fast','about':'Most units, in half the steps.','settings':{'size':'128','steps':'256','param':'fourier','decay':'1'}}],
       'settings':[
        {'name':'size','form':'N|WxH','meaning':'Image size in pixels.'},
        {'name':'steps','form':'N','meaning':'Steps.'},
        {'name':'param','form':'NAME','meaning':'Image parameterization.','choices':['pixels','fourier','cppn']},
        {'name':'decay','form':'X','meaning':'Exponent of the scale.'}]}
      """;

  static final String LABELS =
      """
      {'labels':[
        {'unit':5,'label':'dog','value':4.1,'share':0.7},
        {'unit':3,'label':'cat','value':2.9,'share':0.2},
        {'unit':6,'label':'frog','value':1.2,'share':0.06}]}
      """;

  static final String UNITS =
      "{'layers':["
          + IntStream.of(0, 1)
              .mapToObj(
                  i ->
                      "{'layer':'%s','name':'%s','units':["
                              .formatted(
                                  i == 0 ? "stem-conv" : "block_2-output",
                                  i == 0 ? "stem/conv" : "block_2/output")
                          + IntStream.range(1, 7)
                              .mapToObj(
                                  unit ->
                                      "{'unit':%d,'value':%d.5}".formatted(2 * unit + i, 9 - unit))
                              .collect(Collectors.joining(","))
                          + "]}")
              .collect(Collectors.joining(","))
          + "]}";

  static final String CHANGES =
      "{'layer':'logits','units':["
          + IntStream.range(0, 10)
              .mapToObj(i -> "{'unit':%d,'cosine':0.%d}".formatted((7 * i) % 10, i))
              .collect(Collectors.joining(","))
          + "]}";

  private SampleAnswers() {}

  /** What speaks for a label. */
  static String support(String photo) {
    return "{'label':'dog','layer':'block_2-output','name':'block_2/output',"
        + "'channels':[{'unit':3,'value':2.5},{'unit':9,'value':-0.5}],"
        + "'map':'api/1/photos/%s/map.png'}".formatted(photo);
  }

  /** A map of 16×16 pixels, seen through but for its middle. */
  static byte[] map() {
    BufferedImage map = new BufferedImage(16, 16, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = map.createGraphics();
    graphics.setColor(new Color(255, 90, 0, 160));
    graphics.fillOval(4, 4, 8, 8);
    graphics.dispose();
    return SampleServer.encoded(map, "png");
  }

  static byte[] bytes(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  /** A mistake in an objective, at its fourth character. */
  static Refusal mistake(String text) {
    return new Refusal(
        400,
        "There is no layer of this name.",
        ",'text':'" + text.replace("\"", "\\\"") + "','at':3,'nearest':['logits']");
  }

  /** An answer that is none. */
  record Refusal(int status, String message, String rest) {
    static final Refusal WRONG_SIZE = new Refusal(400, "--size: big is no size", "");
    static final Refusal UNKNOWN_PHOTO = new Refusal(404, "There is no such photograph.", "");

    void sendTo(HttpExchange exchange) throws IOException {
      String json = "{'error':{'message':'" + message + "'" + rest + "}}";
      SampleServer.send(exchange, status, "application/json", bytes(json));
    }
  }
}
