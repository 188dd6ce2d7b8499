package dev.phosphene.zoo;

import dev.phosphene.zoo.DownloadException.Kind;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLConnection;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A server's response to a request for a file, or for its rest.
 *
 * @param body the bytes; closing it closes the connection
 * @param start position in the file of the first byte of {@code body}
 * @param total size of the file according to the server, or −1 if unknown
 * @param etag the server's strong entity tag of this version, if any
 */
record HttpFile(InputStream body, long start, long total, @Nullable String etag)
    implements AutoCloseable {
  private static final int REDIRECTS = 5;
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+|\\*)");

  /**
   * Requests a file from {@code from} on.
   *
   * @param etag entity tag of the version of which {@code from} bytes are already there
   * @return a response whose {@code start} is {@code from}, or 0 if the server resends everything
   * @throws IOException if there is no such response; {@link #reason} explains it
   */
  static HttpFile open(URI address, long from, @Nullable String etag, RetryPolicy patience)
      throws IOException {
    URI at = address;
    for (int i = 0; i <= REDIRECTS; i++) {
      HttpURLConnection connection = connect(at, from, etag, patience);
      int status;
      try {
        status = connection.getResponseCode();
      } catch (IOException e) {
        connection.disconnect();
        throw e;
      }
      switch (status) {
        case HttpURLConnection.HTTP_OK, HttpURLConnection.HTTP_PARTIAL -> {
          return answer(connection, status, from);
        }
        case 301, 302, 303, 307, 308 -> {
          at = redirected(at, connection.getHeaderField("Location"));
          connection.disconnect();
        }
        default -> {
          connection.disconnect();
          throw refused(status);
        }
      }
    }
    throw new DownloadException(Kind.LASTING, "more than " + REDIRECTS + " redirections");
  }

  /** Returns what an exception means, in words. */
  static String reason(IOException e) {
    if (e instanceof DownloadException) {
      return String.valueOf(e.getMessage());
    } else if (e instanceof UnknownHostException) {
      return "the host " + e.getMessage() + " is not known here; is this machine offline?";
    } else if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
      return "no connection (" + e.getMessage() + ")";
    } else if (e instanceof SocketTimeoutException) {
      return "no answer in time (" + e.getMessage() + ")";
    } else if (e instanceof SSLException) {
      return "no secure connection (" + e.getMessage() + ")";
    }
    return "the connection broke (" + e.getMessage() + ")";
  }

  @Override
  public void close() throws IOException {
    body.close();
  }

  private static HttpURLConnection connect(
      URI at, long from, @Nullable String etag, RetryPolicy patience) throws IOException {
    URLConnection opened = at.toURL().openConnection();
    if (!(opened instanceof HttpURLConnection connection)) {
      throw new DownloadException(Kind.LASTING, at + " is not an http or https address");
    }
    connection.setInstanceFollowRedirects(false); // it would not go from http to https
    connection.setUseCaches(false);
    connection.setConnectTimeout((int) patience.connect().toMillis());
    connection.setReadTimeout((int) patience.read().toMillis());
    connection.setRequestProperty("User-Agent", "phosphene");
    if (from > 0) {
      connection.setRequestProperty("Range", "bytes=" + from + "-");
      if (etag != null) {
        connection.setRequestProperty("If-Range", etag);
      }
    }
    return connection;
  }

  private static HttpFile answer(HttpURLConnection connection, int status, long from)
      throws IOException {
    long start = 0;
    long total = connection.getContentLengthLong();
    if (status == HttpURLConnection.HTTP_PARTIAL) {
      String range = connection.getHeaderField("Content-Range");
      Matcher matcher = CONTENT_RANGE.matcher(range == null ? "" : range);
      if (!matcher.matches() || !matcher.group(1).equals(Long.toString(from))) {
        connection.disconnect();
        throw new DownloadException(
            Kind.LASTING,
            "asked for the bytes from " + from + ", the server sent \"" + range + "\"");
      }
      start = from;
      total = matcher.group(2).equals("*") ? -1 : Long.parseLong(matcher.group(2));
    }
    String etag = connection.getHeaderField("ETag");
    boolean strong = etag != null && etag.startsWith("\"");
    InputStream body =
        new FilterInputStream(connection.getInputStream()) {
          @Override
          public void close() {
            connection.disconnect(); // closing only the stream might read it to its end
          }
        };
    return new HttpFile(body, start, total, strong ? etag : null);
  }

  private static URI redirected(URI from, @Nullable String location) throws IOException {
    URI to;
    try {
      to = from.resolve(new URI(location == null ? "" : location));
    } catch (URISyntaxException e) {
      throw new DownloadException(
          Kind.LASTING, "redirected to \"" + location + "\", which is no address");
    }
    String scheme = to.getScheme();
    boolean safe = scheme.equals("https") || (scheme.equals("http") && isHttp(from));
    if (location == null || !safe) {
      throw new DownloadException(Kind.LASTING, "redirected to " + to + ", which is not followed");
    }
    return to;
  }

  private static boolean isHttp(URI address) {
    return "http".equals(address.getScheme());
  }

  private static DownloadException refused(int status) {
    if (status < 0) {
      return new DownloadException(Kind.LASTING, "the response is not HTTP");
    }
    String message = "the server answered " + status;
    return switch (status) {
      case 404, 410 -> new DownloadException(Kind.LASTING, message + ": it has no such file");
      case 401, 403 ->
          new DownloadException(Kind.LASTING, message + ": access to the file is denied");
      case 416 -> new DownloadException(Kind.MISFIT, message + ": the partial file does not match");
      case 408, 429 -> new DownloadException(Kind.TRANSITORY, message + ": try later");
      default ->
          status >= 500
              ? new DownloadException(Kind.TRANSITORY, message + ": a server error")
              : new DownloadException(Kind.LASTING, message);
    };
  }
}
