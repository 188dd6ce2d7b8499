package dev.phosphene.zoo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** An HTTP server on loopback that does, request by request, what a test wants, however wrong. */
final class BadServer implements AutoCloseable {

  /** What came, header names in lower case. */
  record Request(int number, String path, Map<String, String> headers) {
    /** The first byte that is asked for, 0 without a range. */
    int from() {
      String range = headers.get("range");
      return range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
    }
  }

  /** Writes a whole answer; the connection is closed after it. */
  interface Answer {
    void to(Request request, Reply reply) throws IOException;
  }

  /** The backward pass. */
  static final class Reply {
    private final OutputStream out;

    Reply(OutputStream out) {
      this.out = out;
    }

    /** Status line and headers, given as {@code "Name: value"}. */
    Reply head(String status, String... headers) throws IOException {
      String text = "HTTP/1.1 " + status + "\r\nConnection: close\r\n";
      for (String header : headers) {
        text += header + "\r\n";
      }
      out.write((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      return this;
    }

    Reply bytes(byte[] bytes, int from, int to) throws IOException {
      out.write(bytes, from, to - from);
      out.flush();
      return this;
    }
  }

  private final ServerSocket socket;
  private final Answer answer;
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  private BadServer(ServerSocket socket, Answer answer) {
    this.socket = socket;
    this.answer = answer;
  }

  static BadServer start(Answer answer) throws IOException {
    BadServer server =
        new BadServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), answer);
    daemon(server::accept);
    return server;
  }

  /** Answers with the file as servers should: ranges, if asked for, and an entity tag. */
  static void well(Request request, Reply reply, byte[] file) throws IOException {
    int from = request.from();
    String length = "Content-Length: " + (file.length - from);
    if (from == 0) {
      reply.head("200 OK", length, "ETag: \"one\"");
    } else {
      String range = "Content-Range: bytes " + from + "-" + (file.length - 1) + "/" + file.length;
      reply.head("206 Partial Content", length, range, "ETag: \"one\"");
    }
    reply.bytes(file, from, file.length);
  }

  URI address(String path) {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + path);
  }

  List<Request> requests() {
    return requests;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        daemon(() -> serve(connection));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      Request request = read(connection);
      if (request != null) {
        answer.to(request, new Reply(connection.getOutputStream()));
      }
    } catch (IOException e) {
      // the client went away, which some tests want
    }
  }

  private synchronized @Nullable Request read(Socket connection) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
    String first = in.readLine();
    if (first == null) {
      return null;
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    String path = first.replaceAll("^GET (\\S+) .*", "$1");
    Request request = new Request(requests.size() + 1, path, headers);
    requests.add(request);
    return request;
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "bad server");
    thread.setDaemon(true);
    thread.start();
  }
}
