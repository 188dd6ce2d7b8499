package dev.phosphene.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A standalone cluster of a master and two workers of one core each, in processes of their own, on
 * the loopback address, made of the libraries of the test class path.
 */
final class Cluster implements AutoCloseable {
  private static final List<String> OPEN =
      List.of(
          "java.lang",
          "java.lang.invoke",
          "java.lang.reflect",
          "java.io",
          "java.net",
          "java.nio",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "sun.nio.ch",
          "sun.nio.cs",
          "sun.security.action",
          "sun.util.calendar");
  private static final long LONGEST = 240; // seconds
  private static final String HOST = "127.0.0.1";

  /** What a submitted job left. */
  record Ended(int code, String output) {}

  private final Path folder;
  private final Path home;
  private final int port = freePort();
  private final List<Process> processes = new ArrayList<>();

  Cluster(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    home = Files.createDirectories(folder.resolve("spark"));
    Path jars = Files.createDirectories(home.resolve("jars"));
    for (String each : System.getProperty("java.class.path").split(":", -1)) {
      Path jar = Path.of(each);
      // The job's own classes come with its jar, and nothing of them may be there before.
      if (each.endsWith(".jar") && isSpark(jar)) {
        Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
      }
    }
    start("master", "org.apache.spark.deploy.master.Master", "-h", HOST, "-p", "" + port);
    awaitPort();
    for (int i = 1; i <= 2; i++) {
      start(
          "worker" + i,
          "org.apache.spark.deploy.worker.Worker",
          "-c",
          "1",
          "-m",
          "1500m",
          "-h",
          HOST,
          "-d",
          folder.resolve("work" + i).toString(),
          master());
    }
  }

  private static boolean isSpark(Path jar) {
    String name = String.valueOf(jar.getFileName());
    return Stream.of("phosphene", "dnnl", "javacpp", "opencl", "jna", "picocli", "slf4j-nop")
        .noneMatch(name::startsWith);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitPort() throws InterruptedException {
    for (int i = 0; i < 300; i++) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException e) {
        Thread.sleep(100);
      }
    }
    throw new IllegalStateException("the master does not start");
  }

  private String master() {
    return "spark://" + HOST + ":" + port;
  }

  private List<String> java(String memory) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + memory);
    OPEN.forEach(name -> command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
    return command;
  }

  private void start(String name, String main, String... arguments) throws IOException {
    List<String> command = java("256m");
    command.addAll(List.of("-cp", home.resolve("jars") + "/*", main, "--webui-port", "0"));
    command.addAll(List.of(arguments));
    processes.add(start(command, name));
  }

  private Process start(List<String> command, String log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(log).toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "SPARK_HOME", home.toString(),
                "SPARK_SCALA_VERSION", "2.13",
                "SPARK_LOCAL_IP", HOST,
                "JAVA_HOME", System.getProperty("java.home"),
                "PHOSPHENE_HOME", folder.resolve("home").toString()));
    return builder.start();
  }

  static String jar() {
    return System.getProperty("phosphene.jar");
  }

  /** Submits a gallery. */
  Process submit(Map<String, String> conf, Object... arguments) throws IOException {
    List<String> command = java("512m");
    command.add("-Dspark.master=" + master());
    command.add("-Dspark.driver.host=" + HOST);
    command.add("-Dspark.driver.bindAddress=" + HOST);
    command.add("-Dspark.ui.enabled=false");
    command.add("-Dspark.executor.memory=1g");
    command.add("-Dspark.executor.cores=1");
    command.add("-Dspark.jars=" + jar());
    conf.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.addAll(List.of("-cp", jar() + ":" + home.resolve("jars") + "/*"));
    command.add("dev.phosphene.spark.SparkGallery");
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return start(command, "driver");
  }

  Ended ended(Process driver) throws IOException, InterruptedException {
    if (!driver.waitFor(LONGEST, TimeUnit.SECONDS)) {
      driver.destroyForcibly().waitFor();
    }
    String output = Files.readString(folder.resolve("driver"), StandardCharsets.UTF_8);
    return new Ended(driver.exitValue(), output);
  }

  /** The plain program, in one process. */
  int phosphene(Object... arguments) throws IOException, InterruptedException {
    List<String> command = java("512m");
    // Its logging comes from Spark's libraries.
    command.addAll(List.of("-cp", jar() + ":" + home.resolve("jars") + "/*"));
    command.add("dev.phosphene.cli.Main");
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return start(command, "plain").waitFor();
  }

  /** The executors' processes. */
  List<ProcessHandle> executors() {
    return processes.stream()
        .flatMap(process -> process.descendants())
        .filter(
            one ->
                one.info()
                    .commandLine()
                    .map(line -> line.contains("CoarseGrainedExecutorBackend"))
                    .orElse(false))
        .toList();
  }

  @Override
  public void close() {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().onExit().join();
    }
  }
}
