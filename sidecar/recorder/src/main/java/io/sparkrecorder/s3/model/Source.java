package io.sparkrecorder.s3.model;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;

/** Opens the bytes of an upload for reading, once for each attempt. */
@FunctionalInterface
public interface Source {
  SeekableByteChannel open() throws IOException;
}
