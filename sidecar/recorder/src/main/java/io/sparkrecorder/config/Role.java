package io.sparkrecorder.config;

/** Which part of a Spark application a pod plays. */
public enum Role {
  DRIVER,
  EXECUTOR
}
