package io.sparkrecorder.config;

/** The role of a pod in a Spark application. */
public enum Role {
  DRIVER,
  EXECUTOR
}
