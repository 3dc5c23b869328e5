package io.sparkrecorder.history;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Serves files in a Spark whose pages are servlets of {@code jakarta.servlet}. */
public final class JakartaServlet extends HttpServlet {
  private static final long serialVersionUID = 1;

  private final transient Responder responder;

  JakartaServlet(Responder responder) {
    this.responder = responder;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    responder.serve(new Call(request, response, true));
  }

  @Override
  protected void doHead(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    responder.serve(new Call(request, response, false));
  }

  private static final class Call implements Exchange {
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final boolean wantsBody;

    Call(HttpServletRequest request, HttpServletResponse response, boolean wantsBody) {
      this.request = request;
      this.response = response;
      this.wantsBody = wantsBody;
    }

    @Override
    public String path() {
      return Optional.ofNullable(request.getPathInfo()).orElse("");
    }

    @Override
    public Optional<String> header(String name) {
      return Optional.ofNullable(request.getHeader(name));
    }

    @Override
    public Optional<String> parameter(String name) {
      return Optional.ofNullable(request.getParameter(name));
    }

    @Override
    public boolean wantsBody() {
      return wantsBody;
    }

    @Override
    public void status(int status) {
      response.setStatus(status);
    }

    @Override
    public void header(String name, String value) {
      response.setHeader(name, value);
    }

    @Override
    public void length(long bytes) {
      response.setContentLengthLong(bytes);
    }

    @Override
    public OutputStream body() throws IOException {
      return response.getOutputStream();
    }
  }
}
