package io.sparkrecorder.record;

import io.sparkrecorder.spool.SpoolFile;

/** A file of the spool that did not reach the store, or not all of it. */
record NotMoved(SpoolFile file, String why) {}
