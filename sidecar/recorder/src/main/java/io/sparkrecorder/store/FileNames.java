package io.sparkrecorder.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Gives names in a pod's folder: a second file of a name gets a number, {@code dump~2.hprof} beside
 * {@code dump.hprof}, and so does a folder with the name of a file. Not safe for threads: the
 * store's lock guards it.
 */
final class FileNames {
  private final Predicate<String> isFile;

  /** Names of the folders that hold files. */
  private final Set<String> folders = new HashSet<>();

  /**
   * Knows no folder yet.
   *
   * @param isFile whether the store has a file of this name
   */
  FileNames(Predicate<String> isFile) {
    this.isFile = isFile;
  }

  /** Notes the folders above a file of the store. */
  void add(String name) {
    for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
      folders.add(name.substring(0, slash));
    }
  }

  /** Tells whether no file and no folder has this name. */
  boolean isFree(String name) {
    return !isFile.test(name) && !folders.contains(name);
  }

  /**
   * The first free name for a file: its own, or one with a number.
   *
   * @param taken names of files that are not journaled yet
   */
  String free(String name, Set<String> taken) {
    String free = name;
    for (int number = 2; !isFree(free) || taken.contains(free); number++) {
      free = numbered(name, Integer.toString(number));
    }
    return free;
  }

  /** The names under which files of this name are: its own, and those with a number. */
  List<String> namesakes(String name) {
    String own = below(name, Set.of());
    List<String> names = new ArrayList<>();
    String next = own;
    for (int number = 2; !isFree(next); number++) {
      names.add(next);
      next = numbered(own, Integer.toString(number));
    }
    return names;
  }

  /**
   * The name below folders that are no files: an agent may make a folder with the name of an
   * earlier file.
   *
   * @param taken names of files that are not journaled yet
   */
  String below(String name, Set<String> taken) {
    int slash = name.indexOf('/');
    String below = name;
    while (slash >= 0) {
      String folder = below.substring(0, slash);
      String free = folder;
      for (int number = 2; isFile.test(free) || taken.contains(free); number++) {
        free = numbered(folder, Integer.toString(number));
      }
      below = free + below.substring(slash);
      slash = below.indexOf('/', free.length() + 1);
    }
    return below;
  }

  /** Makes {@code dump~2.hprof} of {@code dump.hprof}. */
  static String numbered(String name, String number) {
    int dot = name.indexOf('.', name.lastIndexOf('/') + 2);
    int end = dot < 0 ? name.length() : dot;
    return name.substring(0, end) + "~" + number + name.substring(end);
  }
}
