package io.sparkrecorder.history;

import java.io.IOException;

/** Answers requests, whichever kind of servlet takes them. */
interface Responder {
  void serve(Exchange call) throws IOException;
}
