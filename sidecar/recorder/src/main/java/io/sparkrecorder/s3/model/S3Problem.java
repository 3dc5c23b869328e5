package io.sparkrecorder.s3.model;

/** Ends a command that reads from S3. Its message is the problem's. */
public final class S3Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public S3Problem(Problem problem) {
    super(problem.message());
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
