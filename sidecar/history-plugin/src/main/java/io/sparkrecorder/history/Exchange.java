package io.sparkrecorder.history;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** A request and its response, of either kind of servlet. */
interface Exchange {
  /** The decoded path below the servlet; empty or with a slash at its beginning. */
  String path();

  Optional<String> header(String name);

  /** A parameter of the address. */
  Optional<String> parameter(String name);

  /** False for HEAD. */
  boolean wantsBody();

  void status(int status);

  void header(String name, String value);

  void length(long bytes);

  OutputStream body() throws IOException;
}
