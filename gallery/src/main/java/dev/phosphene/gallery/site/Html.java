package dev.phosphene.gallery.site;

/** A page under construction; what is filled in is text, whatever characters it has. */
final class Html {
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";

  private final StringBuilder page = new StringBuilder();

  /**
   * Begins a page.
   *
   * @param root the way to the gallery's folder: empty, or ending with a slash
   */
  Html(String title, String root) {
    line("<!doctype html>");
    line("<html lang=\"en\">");
    line("<head>");
    line("<meta charset=\"utf-8\">");
    add("<meta http-equiv=\"Content-Security-Policy\" content=\"%s\">", POLICY);
    line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    line("<meta name=\"color-scheme\" content=\"light dark\">");
    add("<title>%s</title>", title);
    add("<link rel=\"icon\" href=\"%ssite/icon.svg\" type=\"image/svg+xml\">", root);
    for (String sheet : new String[] {"base", "parts", "pages"}) {
      add("<link rel=\"stylesheet\" href=\"%ssite/%s.css\">", root, sheet);
    }
    add("<meta property=\"og:title\" content=\"%s\">", title);
    line("<meta property=\"og:type\" content=\"website\">");
  }

  void preview(String description) {
    add("<meta name=\"description\" content=\"%s\">", description);
    add("<meta property=\"og:description\" content=\"%s\">", description);
  }

  void image(String address) {
    add("<meta property=\"og:image\" content=\"%s\">", address);
  }

  void body() {
    line("</head>");
    line("<body>");
    line("<main>");
  }

  /** A line; each {@code %s} stands for a value, which is escaped. */
  void add(String form, Object... values) {
    line(filled(form, values));
  }

  /** A line that is HTML already. */
  void line(String html) {
    page.append(html).append('\n');
  }

  String end() {
    line("</main>");
    line("</body>");
    line("</html>");
    return page.toString();
  }

  static String filled(String form, Object... values) {
    Object[] safe = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      safe[i] = escaped(String.valueOf(values[i]));
    }
    return String.format(form, safe);
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
